"""Asking for an interview's scorecard. Every room may; feedback's own makes it.

The row is the queue: whoever asks writes it in the transaction that gives the reason to, so that
a server which is killed a moment later forgets nothing.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models import Feedback
from models.base import now_utc


async def ask_for(db: AsyncSession, interview_id: UUID) -> None:
    """The interview is over. Asking once more changes nothing."""
    made = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = {"interview_id": interview_id, "due_at": now_utc()}
    await db.execute(made.insert(Feedback).on_conflict_do_nothing(), [row])


async def ask_again(db: AsyncSession, interview_id: UUID) -> None:
    """Work it out anew: something that it rests on has changed, or it failed. What is there
    already stays until then, and whoever is at work on it may no longer write."""
    await ask_for(db, interview_id)
    statement = update(Feedback).where(Feedback.interview_id == interview_id)
    await db.execute(
        statement.values(
            status="pending",
            epoch=Feedback.epoch + 1,
            attempts=0,
            steps=0,
            steps_done=0,
            error="",
            due_at=now_utc(),
        ).execution_options(synchronize_session=False)
    )

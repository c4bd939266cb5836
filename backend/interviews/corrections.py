"""What somebody says that they said, where they were heard wrong. Both are kept."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import ConflictError, NotFoundError
from backend.interviews.repository import MISSING
from backend.scorecards import ask_again
from models import Interview, Turn

NOT_OVER = "This interview isn't over yet. What was heard can be corrected when it is."
NOT_HEARD = "Only what was heard of your answers can be corrected."


async def correct(
    db: AsyncSession, interview_id: UUID, user_id: UUID, turn_id: UUID, correction: str | None
) -> None:
    """Note a correction, or take it back with None, and have the interview scored again. One that
    changes nothing does nothing.

    In the caller's transaction. Raises `NotFoundError`, and `ConflictError` where it isn't a
    spoken answer of an interview that is over.
    """
    query = select(Interview.status).where(
        Interview.id == interview_id, Interview.user_id == user_id, Interview.deleted_at.is_(None)
    )
    status = (await db.execute(query)).scalar_one_or_none()
    if status is None:
        raise NotFoundError(MISSING)
    named = select(Turn).where(Turn.interview_id == interview_id, Turn.id == turn_id)
    turn = (await db.execute(named.with_for_update())).scalar_one_or_none()
    if turn is None:
        raise NotFoundError("There is no such turn.")
    if status != "completed":
        raise ConflictError(NOT_OVER)
    if turn.speaker != "candidate" or turn.typed or turn.kind == "aside":
        raise ConflictError(NOT_HEARD)
    if correction == turn.text:
        correction = None
    if correction != turn.correction:
        turn.correction = correction
        await ask_again(db, interview_id)

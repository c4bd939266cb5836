"""Who works on which scorecard: rows of `Feedback`, taken up by one server at a time.

Who takes one up gets an epoch, and a lease that has to be renewed. A server that is killed renews
nothing, so another takes over once the lease has run out; and whoever comes back late finds that
the epoch has moved on, and can write no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend import scorecards
from backend.database import SessionMaker, reading, transaction
from backend.domain.scorecard import Scorecard
from backend.feedback import repository
from backend.milestones import record_achievements
from models import Feedback, Interview
from models.base import now_utc

LEASE = timedelta(seconds=20)
"""How long a killed server's work lies idle. It is renewed four times in that, so that a busy
event loop loses nothing."""
RENEW_S = LEASE.total_seconds() / 4

FIRST_RETRY_S, LATEST_RETRY_S = 5.0, 600.0
MOST_ATTEMPTS = 7
"""The last is some half an hour after the first: long enough for a model's server to be started
anew, and short enough that somebody who waits is told the same evening."""

OPEN = ("pending", "running", "basic")
FORGOTTEN_AT_ONCE = 200

GAVE_UP = (
    "Your feedback couldn't be worked out, though it was tried several times. Nothing of the"
    " interview is lost, and it can be tried again."
)


class TakenOverError(Exception):
    """Somebody else has taken the work up, asked for it anew, or deleted the interview."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A scorecard that is this server's to make. `status` is "running", or "basic" where the rules
    are through. `attempts` counts the tries, this one included. `engine` made what is there
    already, "" where nothing is."""

    feedback_id: UUID
    interview_id: UUID
    user_id: UUID
    epoch: int
    status: str
    attempts: int
    engine: str


def retry_after_s(attempts: int) -> float:
    """How long to wait after so many failed tries: three times as long each time."""
    return min(FIRST_RETRY_S * 3.0 ** (max(attempts, 1) - 1), LATEST_RETRY_S)


class Queue:
    """Every method is a short transaction of its own. Those that write for a `Taken` raise
    `TakenOverError` where it is no longer this server's."""

    def __init__(
        self,
        sessions: SessionMaker,
        clock: Callable[[], datetime] = now_utc,
        lease: timedelta = LEASE,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lease = lease

    async def take(self, most: int) -> list[Taken]:
        """What is due, the longest due first. What was taken up too often and never came to an
        end is given up here: it may have been what killed the server."""
        query = (
            select(Feedback.id, Feedback.epoch)
            .join(Interview, Interview.id == Feedback.interview_id)
            .where(
                Feedback.status.in_(OPEN),
                Feedback.due_at <= self._clock(),
                Interview.deleted_at.is_(None),
            )
            .order_by(Feedback.due_at)
            .limit(most)
        )
        async with reading(self._sessions) as db:
            due = (await db.execute(query)).all()
        taken = [await self._take(row.id, row.epoch) for row in due]
        return [each for each in taken if each]

    async def renew(self, taken: Taken) -> None:
        async with transaction(self._sessions) as db:
            await _write(db, taken, due_at=self._clock() + self._lease)

    async def progress(self, taken: Taken, done: int, total: int) -> None:
        async with transaction(self._sessions) as db:
            due_at = self._clock() + self._lease
            await _write(db, taken, steps_done=done, steps=total, due_at=due_at)

    async def keep(
        self,
        taken: Taken,
        card: Scorecard,
        status: Literal["basic", "ready"],
        done: int,
        total: int,
    ) -> None:
        """Store a scorecard. One that is ready is the end of it, and may reach a milestone."""
        ready = status == "ready"
        due_at = None if ready else self._clock() + self._lease
        async with transaction(self._sessions) as db:
            # Locks the row: nobody takes it over before this is through.
            await _write(db, taken, steps_done=done, steps=total, due_at=due_at)
            await repository.keep(db, taken.interview_id, card, status)
            if ready:
                await record_achievements(db, taken.user_id)

    async def fail(self, taken: Taken, sentence: str, *, final: bool = False) -> bool:
        """Try again later, or give it up: True where it was."""
        given_up = final or taken.attempts >= MOST_ATTEMPTS
        later = self._clock() + timedelta(seconds=retry_after_s(taken.attempts))
        values: dict[str, Any] = {"due_at": later}
        if given_up:
            values = {"due_at": None, "status": "failed", "error": sentence}
        async with transaction(self._sessions) as db:
            await _write(db, taken, **values)
        return given_up

    async def give_back(self, taken: Taken) -> None:
        """The server stops: the next may begin at once, and this was no try."""
        async with transaction(self._sessions) as db:
            await _write(db, taken, due_at=self._clock(), attempts=taken.attempts - 1)

    async def ask_for_forgotten(self) -> None:
        """Interviews that were over before there was any feedback have no row yet."""
        query = (
            select(Interview.id)
            .outerjoin(Feedback, Feedback.interview_id == Interview.id)
            .where(
                Interview.status == "completed",
                Interview.deleted_at.is_(None),
                Feedback.id.is_(None),
            )
            .order_by(Interview.created_at.desc())
            .limit(FORGOTTEN_AT_ONCE)
        )
        async with reading(self._sessions) as db:
            found = (await db.execute(query)).scalars().all()
        for interview_id in found:
            async with transaction(self._sessions) as db:
                await scorecards.ask_for(db, interview_id)

    async def _take(self, feedback_id: UUID, epoch: int) -> Taken | None:
        """None where another server was quicker, or it was tried too often."""
        mine = (
            Feedback.id == feedback_id,
            Feedback.epoch == epoch,
            Feedback.status.in_(OPEN),
            Feedback.due_at <= self._clock(),
        )
        async with transaction(self._sessions) as db:
            query = (
                select(Feedback, Interview.user_id)
                .join(Interview, Interview.id == Feedback.interview_id)
                .where(*mine)
                .with_for_update(of=Feedback)
            )
            found = (await db.execute(query)).one_or_none()
            if found is None:
                return None
            row, user_id = found
            row.epoch += 1
            if row.attempts >= MOST_ATTEMPTS:
                row.status, row.error, row.due_at = "failed", GAVE_UP, None
                return None
            row.attempts += 1
            row.due_at = self._clock() + self._lease
            if row.status == "pending":
                row.status = "running"
            engine = row.engine if row.body else ""
            return Taken(
                row.id, row.interview_id, user_id, row.epoch, row.status, row.attempts, engine
            )


async def _write(db: AsyncSession, taken: Taken, **values: Any) -> None:
    statement = (
        update(Feedback)
        .where(Feedback.id == taken.feedback_id, Feedback.epoch == taken.epoch)
        .values(**values)
        .returning(Feedback.id)
        .execution_options(synchronize_session=False)
    )
    if (await db.execute(statement)).scalar_one_or_none() is None:
        raise TakenOverError

"""Removing a person with all that is theirs, and what is left of it on the disk."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.audit import note
from backend.auth.administrators import refuse_last
from backend.auth.sign_ins import end_all
from backend.database import SessionMaker, overwrite_deleted, reading, transaction
from backend.deletions import note_deleted
from backend.purging import purge
from models import Interview, Turn, TurnAudio, User
from models.base import now_utc

INTERVIEWS_AT_ONCE = 5


class Erasure:
    """In steps, since a year of sound in one transaction would hold everybody up. From the first
    one on nobody is signed in to the account, and its time is over: where the rest is cut off,
    `sweep` goes on with it."""

    def __init__(self, sessions: SessionMaker, database: AsyncEngine) -> None:
        self._sessions = sessions
        self._database = database

    async def erase(self, user_id: UUID) -> None:
        """All rows of a person, and every trace of them in the database's own files; conversations
        end with the sign-ins. Raises `ConflictError` where nobody would be left to administer."""
        async with transaction(self._sessions) as db:
            await refuse_last(db, user_id)
            await end_all(db, user_id)
            await db.execute(
                update(User)
                .where(User.id == user_id)
                .values(expires_at=now_utc())
                .execution_options(synchronize_session=False)
            )
            note_deleted(db, "user", [user_id], now_utc())
        await self._remove(user_id)
        async with transaction(self._sessions) as db:
            note(db, None, "account.deleted", str(user_id))
        await overwrite_deleted(self._database)

    async def sweep(self) -> int:
        """Erase everybody whose time is over: guests after a day, and who was not erased to the
        end; how many."""
        erased = 0
        while True:
            async with reading(self._sessions) as db:
                over = select(User.id).where(User.expires_at <= now_utc()).limit(1)
                user_id = (await db.execute(over)).scalar_one_or_none()
            if user_id is None:
                return erased
            await self._remove(user_id)
            erased += 1

    async def _remove(self, user_id: UUID) -> None:
        # Asked each time: a guest may become somebody at the last moment.
        over = (User.id == user_id, User.expires_at <= now_utc())
        interviews = select(Interview.id).where(Interview.user_id.in_(select(User.id).where(*over)))
        turns = select(Turn.id).where(Turn.interview_id.in_(interviews))
        await purge(self._sessions, TurnAudio, TurnAudio.turn_id.in_(turns))
        await purge(
            self._sessions, Interview, Interview.id.in_(interviews), at_once=INTERVIEWS_AT_ONCE
        )
        await purge(self._sessions, User, *over)

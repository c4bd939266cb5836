"""What is deleted, or given back, without anybody asking for it, and how often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from backend.auth.sign_ins import SignIns
from backend.background import Job
from backend.database import SessionMaker, overwrite_deleted
from backend.heap import giving_back
from backend.idempotency import purge_old_replies
from backend.interviews.history import purge_deleted
from backend.privacy.erasure import Erasure
from backend.purging import purge, repeat
from backend.settings.retention import purge_expired_interviews
from models import AccountLink, SocketKey
from models.base import now_utc

MINUTE_S, HOUR_S = 60.0, 3600.0

Purge = Callable[[AsyncSession, datetime], Awaitable[int]]


def cleaning_jobs(
    sessions: SessionMaker, database: AsyncEngine, sign_ins: SignIns, erasure: Erasure
) -> list[Job]:
    """Each may run on several servers at once: what one has deleted the other doesn't find."""

    def purging(step: Purge) -> Callable[[], Awaitable[int]]:
        return lambda: repeat(sessions, lambda db: step(db, now_utc()))

    def old_links() -> Awaitable[int]:
        over = or_(AccountLink.expires_at < now_utc(), AccountLink.used_at.is_not(None))
        return purge(sessions, AccountLink, over)

    def old_keys() -> Awaitable[int]:
        return purge(sessions, SocketKey, SocketKey.expires_at < now_utc())

    async def overwriting() -> int:
        await overwrite_deleted(database)
        return 0

    return [
        Job("heap", MINUTE_S, giving_back),
        Job("guests", 5 * MINUTE_S, erasure.sweep),
        Job("deleted_interviews", HOUR_S, purging(purge_deleted)),
        Job("kept_too_long", HOUR_S, purging(purge_expired_interviews)),
        Job("old_replies", HOUR_S, purging(purge_old_replies)),
        Job("old_sign_ins", HOUR_S, sign_ins.forget_old),
        Job("old_links", HOUR_S, old_links),
        Job("old_socket_keys", HOUR_S, old_keys),
        # Behind the others, and often enough that nothing deleted stays readable for long.
        Job("overwriting", 10 * MINUTE_S, overwriting),
    ]

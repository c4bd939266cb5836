"""The trail of what was done to accounts and by administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models import AuditEvent


def note(
    db: AsyncSession, actor: UUID | None, action: str, subject: str = "", **details: Any
) -> None:
    """Add an event in the transaction of what it tells of. `actor` is None for the command line.
    Details hold names of fields and choices, never what somebody wrote."""
    db.add(AuditEvent(actor_id=actor, action=action, subject=subject[:128], details=details))

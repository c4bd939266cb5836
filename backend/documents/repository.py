"""Every query about documents. Each function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.deletions import note_deleted
from backend.errors import ConflictError, NotFoundError
from models import Document, User
from models.base import now_utc

MOST_DOCUMENTS = 20
"""A CV in a few versions, and the jobs somebody applies for at the same time."""

_MISSING = "There is no such document."


async def add(db: AsyncSession, document: Document) -> None:
    """Raises `ConflictError` where the person keeps too many already; of two requests at once,
    the second waits for the first."""
    await db.execute(select(User.id).where(User.id == document.user_id).with_for_update())
    kept = select(func.count()).select_from(Document).where(Document.user_id == document.user_id)
    if (await db.execute(kept)).scalar_one() >= MOST_DOCUMENTS:
        raise ConflictError(
            f"You keep {MOST_DOCUMENTS} documents already. Delete one that you no longer need."
        )
    db.add(document)
    await db.flush()


async def documents_of(db: AsyncSession, user_id: UUID) -> Sequence[Document]:
    """The newest first."""
    query = (
        select(Document)
        .where(Document.user_id == user_id)
        .order_by(Document.created_at.desc(), Document.id)
    )
    return (await db.execute(query)).scalars().all()


async def get(
    db: AsyncSession, document_id: UUID, user_id: UUID, *, kind: str | None = None
) -> Document:
    """One's own document. Raises `NotFoundError`, also where it is somebody else's, or of
    another kind than was asked for."""
    query = select(Document).where(Document.id == document_id, Document.user_id == user_id)
    document = (await db.execute(query)).scalar_one_or_none()
    if document is None or (kind and document.kind != kind):
        raise NotFoundError(_MISSING)
    return document


async def replace(
    db: AsyncSession, document_id: UUID, user_id: UUID, *, name: str | None, text: str
) -> Document:
    """Another text under the same id; `name` None keeps the name. Raises as `get` does."""
    document = await get(db, document_id, user_id)
    document.text = text
    if name is not None:
        document.name = name
    return document


async def rename(db: AsyncSession, document_id: UUID, user_id: UUID, name: str) -> Document:
    """Raises as `get` does."""
    document = await get(db, document_id, user_id)
    document.name = name
    return document


async def remove(db: AsyncSession, document_id: UUID, user_id: UUID) -> None:
    """Raises `NotFoundError`, also where it is somebody else's."""
    statement = (
        delete(Document)
        .where(Document.id == document_id, Document.user_id == user_id)
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    if (await db.execute(statement)).scalar_one_or_none() is None:
        raise NotFoundError(_MISSING)
    note_deleted(db, "document", [document_id], now_utc())

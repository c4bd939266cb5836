"""Documents of one's own: read on arrival, kept as text."""

from __future__ import annotations

from uuid import UUID

from backend.database import SessionMaker, reading, transaction
from backend.documents import repository
from backend.documents.parsing import Parser
from backend.documents.schemas import DocumentKind
from models import Document


class Documents:
    def __init__(self, sessions: SessionMaker, parser: Parser) -> None:
        self._sessions = sessions
        self._parser = parser

    async def keep(self, user_id: UUID, kind: DocumentKind, name: str, data: bytes) -> Document:
        """Raises what `Parser.text_of` does, and `ConflictError` where too many are kept."""
        text = await self._parser.text_of(data)
        document = Document(user_id=user_id, kind=kind, name=name, text=text)
        async with transaction(self._sessions) as db:
            await repository.add(db, document)
        return document

    async def text(self, document_id: UUID, user_id: UUID, kind: DocumentKind) -> str:
        """Raises `NotFoundError`, also where it is somebody else's or of another kind."""
        async with reading(self._sessions) as db:
            return (await repository.get(db, document_id, user_id, kind=kind)).text

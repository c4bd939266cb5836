"""Documents of one's own: read on arrival, kept as text."""

from __future__ import annotations

from uuid import UUID

from backend.database import SessionMaker, reading
from backend.documents import repository
from backend.documents.parsing import Parser, tidy
from backend.documents.schemas import DocumentKind

TOO_SHORT = "There is hardly a word in this text. Please paste all of it."


class Documents:
    def __init__(self, sessions: SessionMaker, parser: Parser) -> None:
        self._sessions = sessions
        self._parser = parser

    async def read(self, data: bytes) -> str:
        """The text of a file. Raises what `Parser.text_of` does."""
        return await self._parser.text_of(data)

    def pasted(self, text: str) -> str:
        """A text that needs no reading. Raises `InvalidInputError` where hardly a word is in it."""
        return tidy(text, TOO_SHORT, "text")

    async def text(self, document_id: UUID, user_id: UUID, kind: DocumentKind) -> str:
        """Raises `NotFoundError`, also where it is somebody else's or of another kind."""
        async with reading(self._sessions) as db:
            return (await repository.get(db, document_id, user_id, kind=kind)).text

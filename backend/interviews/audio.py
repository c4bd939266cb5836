"""The sound of a turn: its chunks in the database, joined to one file that a browser plays."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select

from backend.database import SessionMaker, reading
from backend.errors import NotFoundError
from models import Interview, Turn, TurnAudio

SILENT = "There is no sound of this turn."


JoinFlac = Callable[[Sequence[bytes]], BinaryIO]
"""One FLAC out of several, in an open file without a name. Work for a thread."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`etag` changes with the bytes: chunks are never changed, only deleted."""

    chunks: tuple[UUID, ...]
    etag: str


class Recordings:
    """`encoder` names what `join` encodes with: another one may make other bytes."""

    def __init__(self, sessions: SessionMaker, join: JoinFlac, encoder: str) -> None:
        self._sessions = sessions
        self._join = join
        self._encoder = encoder

    async def find(self, interview_id: UUID, turn_id: UUID, user_id: UUID) -> Recording:
        """Raises `NotFoundError` where there is none, or it is somebody else's."""
        query = (
            select(TurnAudio.id)
            .join(Turn, Turn.id == TurnAudio.turn_id)
            .join(Interview, Interview.id == Turn.interview_id)
            .where(Interview.user_id == user_id, Interview.deleted_at.is_(None))
            .where(Interview.id == interview_id, Turn.id == turn_id)
            .order_by(TurnAudio.chunk)
        )
        async with reading(self._sessions) as db:
            chunks = tuple((await db.execute(query)).scalars().all())
        if not chunks:
            raise NotFoundError(SILENT)
        named = " ".join((*map(str, chunks), self._encoder))
        return Recording(chunks, f'"{hashlib.sha256(named.encode()).hexdigest()[:32]}"')

    async def open(self, recording: Recording) -> BinaryIO:
        """One FLAC, which the caller closes. Most answers are one chunk and are given as they
        are. The longest there can be, ten minutes, is some ten megabytes: these are in memory
        while they are joined, and not while somebody downloads them slowly."""
        flac = [await self._chunk(chunk) for chunk in recording.chunks]
        if len(flac) == 1:
            return io.BytesIO(flac[0])
        return await asyncio.to_thread(self._join, flac)

    async def _chunk(self, chunk_id: UUID) -> bytes:
        async with reading(self._sessions) as db:
            query = select(TurnAudio.flac).where(TurnAudio.id == chunk_id)
            flac = (await db.execute(query)).scalar_one_or_none()
        if flac is None:
            raise NotFoundError(SILENT)
        return flac

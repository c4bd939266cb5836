"""Whether the server can hold an interview, and how well."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import text

from backend.database import SessionMaker, reading
from backend.errors import BusyError
from backend.metrics import EngineStates

DATABASE_S = 2.0
"""A database that takes longer to say anything is none to hold an interview with."""


LoadLevel = Literal["normal", "no_captions", "no_speculation", "text_replies"]
"""The names of `audio_pipeline.load.Level`."""


class DegradedEngine(BaseModel):
    """An engine whose last call failed. Interviews go on without it, in text or with the bank's
    own questions."""

    kind: str = Field(examples=["llm"])
    name: str = Field(examples=["qwen2.5-0.5b-instruct"])


class Readiness(BaseModel):
    status: Literal["ready"] = "ready"
    degraded: list[DegradedEngine] = []
    load: LoadLevel = Field(
        "normal",
        description="What conversations do without because too many share the engines, each "
        "level what those before it do too",
    )


class Health:
    def __init__(
        self,
        sessions: SessionMaker,
        engines: EngineStates,
        draining: Callable[[], bool],
        load: Callable[[], LoadLevel],
    ) -> None:
        self._sessions = sessions
        self._engines = engines
        self._draining = draining
        self._load = load

    async def check(self) -> Readiness:
        """Raises `BusyError` where no interview should begin here."""
        if self._draining():
            raise BusyError("The server is stopping.")
        try:
            async with asyncio.timeout(DATABASE_S), reading(self._sessions) as db:
                await db.execute(text("SELECT 1"))
        except Exception:  # Drivers raise what they like when a database is gone.
            raise BusyError("The database doesn't answer.") from None
        return Readiness(
            degraded=[
                DegradedEngine(kind=each.kind, name=each.name)
                for each in self._engines()
                if each.degraded
            ],
            load=self._load(),
        )

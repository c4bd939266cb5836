"""Everybody who may ask for something, and what belongs to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import update

from backend.database import transaction
from backend.dependencies import Services
from backend.domain.scenario import Scenario
from models import Document, Interview, Question, Turn, TurnAudio, User
from models.base import now_utc
from tests.backend.feedback.rows import add_scored

Ids = dict[str, str]
"""By the names of a path's parameters."""
Kind = Literal["anonymous", "guest", "user", "other", "disabled", "admin"]
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    """`headers` sign a request as theirs; an anonymous person has none."""

    id: UUID | None
    name: str
    headers: dict[str, str]


class World:
    """Makes people and things straight in the database of a running application."""

    def __init__(self, app: FastAPI) -> None:
        self.services: Services = app.state.services
        self._password_hash = ""

    async def person(self, kind: Kind) -> Person:
        """Somebody new, who is signed in; a disabled one was when it happened."""
        if kind == "anonymous":
            return Person(None, "", {})
        name = f"{kind}-{uuid4().hex[:12]}"
        guest = kind == "guest"
        user = User(
            username=name,
            username_folded=name,
            email=f"{name}@example.org",
            email_folded=f"{name}@example.org",
            password_hash="!" if guest else await self._hashed(),
            role="admin" if kind == "admin" else "user",
            guest=guest,
            expires_at=now_utc() + timedelta(hours=1) if guest else None,
        )
        async with transaction(self.services.sessions) as db:
            db.add(user)
        pair = await self.services.sign_ins.begin(user.id)
        if kind == "disabled":
            async with transaction(self.services.sessions) as db:
                gone = update(User).where(User.id == user.id).values(disabled_at=now_utc())
                await db.execute(gone)
        return Person(user.id, name, {"Authorization": f"Bearer {pair.access_token}"})

    async def interview(self, owner: UUID, *, deleted: bool = False) -> Ids:
        """A planned interview, with an answer that was heard."""
        interview = await self.services.conductor.create(owner, Scenario(questions=2))
        turn = Turn(
            interview_id=interview.id,
            sequence=1,
            item_id="answer",
            speaker="candidate",
            kind="main",
            text="I led the migration of forty services.",
            end_s=1.0,
        )
        async with transaction(self.services.sessions) as db:
            db.add(turn)
            await db.flush()
            db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=b"fLaC", duration_s=1.0))
            if deleted:
                gone = update(Interview).where(Interview.id == interview.id)
                await db.execute(gone.values(deleted_at=now_utc()))
        return {"interview_id": str(interview.id), "turn_id": str(turn.id)}

    async def held(self, owner: UUID) -> Ids:
        """An interview that is over, with one question that was put and answered."""
        ids = await self.interview(owner)
        interview_id = UUID(ids["interview_id"])
        question = Question(
            interview_id=interview_id,
            position=0,
            bank_id="",
            competency="Ownership",
            text="What did you lead?",
        )
        async with transaction(self.services.sessions) as db:
            db.add(question)
            over = update(Interview).where(Interview.id == interview_id)
            await db.execute(over.values(status="completed", ended_at=now_utc()))
        return ids

    async def scorecard(self, owner: UUID) -> Ids:
        """An interview that is over and has been judged."""
        async with transaction(self.services.sessions) as db:
            return {"interview_id": str(await add_scored(db, owner))}

    async def document(self, owner: UUID) -> Ids:
        document = Document(user_id=owner, kind="cv", name="cv.txt", text="Led a migration.")
        async with transaction(self.services.sessions) as db:
            db.add(document)
        return {"document_id": str(document.id)}

    async def guide(self, _owner: UUID) -> Ids:
        """One that comes with the program: it is everybody's."""
        return {"slug": "from-we-to-i"}

    async def account(self, _owner: UUID) -> Ids:
        """One that an administrator may change, and nobody else: not its own either."""
        return {"user_id": str((await self.person("user")).id)}

    async def entry(self, _owner: UUID) -> Ids:
        """What comes with the program, of each kind."""
        return {
            "industry": "retail",
            "role": "chef",
            "scenario": "first-job-in-a-shop",
            "resource": "from-we-to-i",
        }

    async def _hashed(self) -> str:
        if not self._password_hash:
            self._password_hash = await self.services.passwords.hash(PASSWORD)
        return self._password_hash


Maker = Callable[[World, UUID], Awaitable[Ids]]

MAKERS: dict[str, Maker] = {
    "interview_id": World.interview,
    "document_id": World.document,
    "slug": World.guide,
    "user_id": World.account,
    **dict.fromkeys(("industry", "role", "scenario", "resource"), World.entry),
}
"""How somebody comes to own what the first parameter of a path stands for."""

OTHERWISE: dict[str, Maker] = {
    "POST /interviews/{interview_id}/restore": lambda world, owner: world.interview(
        owner, deleted=True
    ),
    "PATCH /interviews/{interview_id}/turns/{turn_id}": World.held,
    "POST /interviews/{interview_id}/retry": World.held,
    "GET /feedback/scorecard": World.scorecard,
    "POST /feedback/scorecard/again": World.scorecard,
    "GET /feedback/retries": World.scorecard,
}
"""For operations that need it in another state, or ask for it elsewhere than in the path."""

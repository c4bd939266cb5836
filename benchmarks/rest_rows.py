"""A database as it is after years of use: 200 people, 10,000 interviews that were held and judged.

A few interviews are made by the product itself, answered and judged; the others are copies of
their rows with other ids, days and sorts, written in bulk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Table, insert, select

from backend.auth.sign_ins import fingerprint
from backend.database import SessionMaker, transaction
from backend.domain.scenario import Scenario
from backend.feedback import repository
from backend.interviews.conductor import Conductor
from models import (
    Base,
    Feedback,
    Interview,
    Question,
    RefreshToken,
    Score,
    Turn,
    TurnAudio,
    User,
    UserProgress,
)
from models.base import now_utc
from tests.backend.feedback.rows import a_card, all_at

Row = dict[str, Any]

PEOPLE, INTERVIEWS, ANSWERS = 200, 10_000, 3
AT_ONCE = 50
"""Interviews in one transaction."""
WORDS_PER_ANSWER = 150
"""A minute, at a pace of 150 words a minute."""
SENTENCE = (
    "In March the cold store failed on a Sunday night, so I rang the engineer and moved four tonnes"
    " of fish with two drivers, and in the end we lost eleven boxes."
).split()

ROLES = ("Nurse", "Chef", "Software engineer", "Teacher", "Accountant")
SORTS = [
    (kind, mode, difficulty)
    for kind in ("behavioural", "technical", "mixed")
    for mode in ("practice", "real", "stress")
    for difficulty in ("easy", "medium", "hard")
]
TABLES: tuple[type[Base], ...] = (Interview, Question, Turn, Feedback, Score, UserProgress)
"""The rows of one interview, parents first."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Who there is, and what they may ask for."""

    people: Sequence[UUID]
    families: Sequence[UUID]
    interviews: Mapping[UUID, Sequence[UUID]]
    """By person."""


async def fill(
    sessions: SessionMaker, conductor: Conductor, *, seed: int = 1, interviews: int = INTERVIEWS
) -> Stored:
    """Write everything; the same every time but for the ids."""
    random = Random(seed)
    people = [uuid4() for _ in range(PEOPLE)]
    families = [uuid4() for _ in range(PEOPLE)]
    async with transaction(sessions) as db:
        db.add_all(_person(number, user_id) for number, user_id in enumerate(people))
        await db.flush()
        db.add_all(map(_sign_in, people, families))
    patterns = [
        await _pattern(sessions, conductor, people[0], value) for value in (2.0, 2.6, 3.1, 3.5, 4.2)
    ]
    mine: dict[UUID, list[UUID]] = {user_id: [] for user_id in people}
    for first in range(0, interviews, AT_ONCE):
        copies = [
            _copy(random.choice(patterns), people[number % PEOPLE], random)
            for number in range(first, min(first + AT_ONCE, interviews))
        ]
        for copy in copies:
            row = copy["interview"][0]
            mine[row["user_id"]].append(row["id"])
        async with transaction(sessions) as db:
            connection = await db.connection()
            await connection.run_sync(_write, copies)
    return Stored(people, families, mine)


async def add_sound(sessions: SessionMaker, interviews: Sequence[UUID], flac: bytes) -> int:
    """A minute of sound for every answer of these interviews; how many there are."""
    count = 0
    for interview_id in interviews:
        async with transaction(sessions) as db:
            query = select(Turn.id).where(
                Turn.interview_id == interview_id, Turn.speaker == "candidate"
            )
            turns = (await db.execute(query)).scalars().all()
            for turn_id in turns:
                for chunk in range(2):
                    db.add(TurnAudio(turn_id=turn_id, chunk=chunk, flac=flac, duration_s=30.0))
            count += len(turns)
    return count


def _person(number: int, user_id: UUID) -> User:
    name = f"person-{number}"
    return User(
        id=user_id,
        username=name,
        username_folded=name,
        email=f"{name}@example.org",
        email_folded=f"{name}@example.org",
        password_hash="!",
    )


def _sign_in(user_id: UUID, family: UUID) -> RefreshToken:
    return RefreshToken(
        user_id=user_id,
        family=family,
        token_hash=fingerprint(str(family)),
        expires_at=now_utc() + timedelta(days=1),
    )


async def _pattern(
    sessions: SessionMaker, conductor: Conductor, user_id: UUID, value: float
) -> dict[str, list[Row]]:
    """The rows of one interview by table, which is removed again. `value` is what it is worth."""
    interview = await conductor.create(user_id, Scenario(questions=ANSWERS))
    async with transaction(sessions) as db:
        row = await db.get_one(Interview, interview.id)
        row.status, row.started_at, row.ended_at = "completed", row.created_at, row.created_at
        turns = []
        for at in range(ANSWERS):
            question = Question(
                interview_id=row.id,
                position=at,
                bank_id=f"question-{at}",
                competency="Ownership",
                text="Tell me about a time when something went wrong at work.",
            )
            db.add(question)
            await db.flush()
            asked, said = _turns(row.id, question, at)
            db.add_all((asked, said))
            turns.append(said)
        await db.flush()
        await repository.keep(db, row.id, a_card(turns, all_at(value)))
    async with transaction(sessions) as db:
        found: dict[str, list[Row]] = {}
        for model in TABLES:
            rows = await db.execute(select(model.__table__))
            found[model.__tablename__] = [
                {key: _naming(value) for key, value in each.items()} for each in rows.mappings()
            ]
        await db.delete(await db.get_one(Interview, interview.id))
    return found


def _turns(interview_id: UUID, question: Question, at: int) -> tuple[Turn, Turn]:
    words = [SENTENCE[number % len(SENTENCE)] for number in range(WORDS_PER_ANSWER)]
    timed = [
        {"text": word, "start_s": number * 0.4, "end_s": number * 0.4 + 0.3, "probability": 0.93}
        for number, word in enumerate(words)
    ]
    shared: Row = {"interview_id": interview_id, "question_id": question.id, "kind": "main"}
    asked = Turn(
        **shared,
        sequence=2 * at,
        item_id=f"asked-{at}",
        speaker="interviewer",
        text=question.text,
        start_s=70.0 * at,
        end_s=70.0 * at + 5,
    )
    said = Turn(
        **shared,
        sequence=2 * at + 1,
        item_id=f"said-{at}",
        speaker="candidate",
        text=" ".join(words),
        words=timed,
        start_s=70.0 * at + 6,
        end_s=70.0 * at + 66,
    )
    return asked, said


def _copy(pattern: Mapping[str, list[Row]], user_id: UUID, random: Random) -> dict[str, list[Row]]:
    """The same interview of somebody else, on another day and of another sort."""
    ids = {str(row["id"]): uuid4() for rows in pattern.values() for row in rows}
    kind, mode, difficulty = random.choice(SORTS)
    at = now_utc() - timedelta(days=365 * random.random())
    changes: Row = {
        "user_id": user_id,
        "kind": kind,
        "mode": mode,
        "difficulty": difficulty,
        "role": random.choice(ROLES),
        "interview_date": at,
        "ended_at": at,
        "started_at": at - timedelta(minutes=5),
        "created_at": at - timedelta(minutes=5),
    }
    return {table: [_copied(row, ids, changes) for row in rows] for table, rows in pattern.items()}


def _copied(row: Row, ids: Mapping[str, UUID], changes: Row) -> Row:
    copied: Row = {}
    for key, value in row.items():
        if isinstance(value, UUID) and str(value) in ids:
            copied[key] = ids[str(value)]
        elif isinstance(value, _Naming):
            copied[key] = value.renamed(ids)
        elif value is not None:
            copied[key] = changes.get(key, value)
        else:
            copied[key] = None
    return copied


@dataclass(frozen=True, slots=True)
class _Naming:
    """JSON that tells of other rows by their ids."""

    text: str

    def renamed(self, ids: Mapping[str, UUID]) -> Any:
        return json.loads(_ID.sub(lambda found: str(ids.get(found[0], found[0])), self.text))


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _naming(value: Any) -> Any:
    """Most JSON names nobody and is the same in every copy."""
    if isinstance(value, dict | list) and _ID.search(text := json.dumps(value)):
        return _Naming(text)
    return value


def _write(connection: Connection, copies: Sequence[Mapping[str, list[Row]]]) -> None:
    for table in _tables():
        rows = [row for copy in copies for row in copy[table.name]]
        connection.execute(insert(table), rows)


def _tables() -> Iterator[Table]:
    yield from (table for table in Base.metadata.sorted_tables if table.name in _NAMES)


_NAMES = {model.__tablename__ for model in TABLES}

"""What is known of a person, gathered from their rows: what recommendations rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bank.loading import bank_data
from backend.domain.estimates import Estimate, mean_of
from backend.domain.follow_up import Reason
from backend.domain.preferences import Preferences
from backend.domain.progress import OVERALL, Point, series
from backend.domain.recommendation import GAP_TAGS, Known, Practised, Topic
from backend.domain.scorecard import METRICS, Metric
from backend.preferences import preferences_of
from backend.progress import points
from models import Industry, Interview, Resource, ResourceRead, Role, Turn

LATELY = 5
"""Interviews that count. At the usual length these are some fifteen to thirty answers; what was
weak before them may have been mended since."""


@dataclass(frozen=True, slots=True)
class _Held:
    id: UUID
    role: str
    industry: str
    kind: str
    mode: str
    difficulty: str


async def known_of(
    db: AsyncSession,
    user_id: UUID,
    resources: Sequence[Resource],
    read: Mapping[UUID, ResourceRead],
) -> Known:
    """All that the rows say of a person, as far as it decides what to read or to practise next;
    nothing of interviews in the bin. `read` has what they read of `resources`, by id."""
    preferences = await preferences_of(db, user_id)
    held = await _held(db, user_id)
    scored = _of_one_engine(await points(db, user_id, limit=LATELY))
    answers, gaps = await _gaps(db, [each.id for each in held])
    practised = _practised_for(held, preferences)
    return Known(
        interviews=tuple(_practised(each, scored) for each in held),
        answers=answers,
        gaps=gaps,
        scores=_scores(scored),
        scored=len(scored),
        read={each.slug: read[each.id].exercise_done for each in resources if each.id in read},
        industries=await _industries(db, [industry for _role, industry in practised]),
        competencies=await _competencies(db, [role for role, _industry in practised]),
        second_language=preferences.second_language,
        longer_pauses=preferences.longer_pauses,
        rate_delivery=preferences.rate_delivery,
    )


async def _held(db: AsyncSession, user_id: UUID) -> list[_Held]:
    """The latest interviews that were begun, the latest first."""
    query = (
        select(
            Interview.id,
            Interview.role,
            Interview.industry,
            Interview.kind,
            Interview.mode,
            Interview.difficulty,
        )
        .where(
            Interview.user_id == user_id,
            Interview.deleted_at.is_(None),
            Interview.started_at.is_not(None),
        )
        .order_by(Interview.created_at.desc(), Interview.id.desc())
        .limit(LATELY)
    )
    return [_Held(*row) for row in (await db.execute(query)).all()]


async def _gaps(db: AsyncSession, interviews: Sequence[UUID]) -> tuple[int, dict[Reason, int]]:
    """How many answers there are in these, and why so many of them led to a follow-up."""
    if not interviews:
        return 0, {}
    query = select(Turn.decision[("move", "reason")].as_string()).where(
        Turn.interview_id.in_(interviews), Turn.speaker == "candidate", Turn.kind != "aside"
    )
    counts = Counter((await db.execute(query)).scalars())
    return counts.total(), {each: counts[each] for each in GAP_TAGS if each in counts}


def _of_one_engine(found: list[Point]) -> list[Point]:
    """Those that were scored as the latest was: others can't be averaged with it."""
    return [each for each in found if each.group.engine == found[-1].group.engine]


def _scores(found: list[Point]) -> dict[Metric, Estimate]:
    means = {metric: mean_of(series(found, metric)) for metric in METRICS}
    return {metric: mean for metric, mean in means.items() if mean is not None}


def _practised(held: _Held, scored: list[Point]) -> Practised:
    point = next((each for each in scored if each.interview_id == held.id), None)
    # The columns only ever hold what a scenario was checked to be.
    return Practised(
        role=held.role,
        industry=held.industry,
        kind=cast(Any, held.kind),
        mode=cast(Any, held.mode),
        difficulty=cast(Any, held.difficulty),
        score=point.scores[OVERALL].value if point else None,
    )


def _practised_for(held: Sequence[_Held], preferences: Preferences) -> list[tuple[str, str]]:
    """Roles with their industries, the latest first; what somebody chose as the usual one where
    no interview was held yet."""
    if held:
        return [(each.role, each.industry) for each in held]
    chosen: Mapping[str, Any] = preferences.scenario
    return [(str(chosen.get("role", "")), str(chosen.get("industry", "")))]


async def _industries(db: AsyncSession, names: Sequence[str]) -> tuple[Topic, ...]:
    rows = (await db.execute(select(Industry.id, Industry.name).where(Industry.active))).all()
    known = {_folded(each): Topic(key, name) for key, name in rows for each in (key, name)}
    found = (known.get(_folded(name)) for name in names)
    return tuple(dict.fromkeys(topic for topic in found if topic))


async def _competencies(db: AsyncSession, names: Sequence[str]) -> tuple[Topic, ...]:
    """Of the first of these roles that is known: what its interviews lean on."""
    query = select(Role.id, Role.name, Role.competencies).where(Role.active)
    rows = (await db.execute(query)).all()
    known = {_folded(each): row for row in rows for each in (row.id, row.name)}
    role = next((known[name] for name in map(_folded, names) if name in known), None)
    if role is None:
        return ()
    about = bank_data().competencies
    return tuple(
        Topic(key, f"{role.name}: expect questions about {about[key].about}.")
        for key in role.competencies
        if key in about
    )


def _folded(name: str) -> str:
    return name.strip().casefold()

"""Every query about interviews. Each function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.plan import PlannedQuestion
from backend.domain.scenario import Scenario
from backend.errors import ConflictError, ForbiddenError, NotFoundError
from backend.interviews.records import AudioChunk
from backend.scorecards import ask_for
from models import Industry, Interview, Question, Role, Turn, TurnAudio, User, UserPreferences
from models.base import now_utc

MISSING = "There is no such interview."
LATELY = 20
"""Interviews whose questions aren't asked again: two months of practising twice a week."""


async def get_interview(db: AsyncSession, interview_id: UUID, user_id: UUID) -> Interview:
    """One's own interview. Raises `NotFoundError`, also where it is somebody else's or deleted."""
    query = select(Interview).where(
        Interview.id == interview_id,
        Interview.user_id == user_id,
        Interview.deleted_at.is_(None),
    )
    interview = (await db.execute(query)).scalar_one_or_none()
    if interview is None:
        raise NotFoundError(MISSING)
    return interview


async def is_guest(db: AsyncSession, user_id: UUID) -> bool:
    query = select(User.guest).where(User.id == user_id)
    return bool((await db.execute(query)).scalar_one_or_none())


async def check_may_begin(db: AsyncSession, user_id: UUID) -> None:
    """Raises `ForbiddenError` for a guest who has had their question; of two requests at once,
    the second waits for the first."""
    query = select(User.guest).where(User.id == user_id).with_for_update()
    if not (await db.execute(query)).scalar_one_or_none():
        return
    had = select(Interview.id).where(Interview.user_id == user_id).limit(1)
    if (await db.execute(had)).first() is not None:
        raise ForbiddenError("Guests may try one question. Make an account to go on; it is kept.")


async def take_up(db: AsyncSession, interview: Interview) -> int:
    """Make the caller the only one who may write to the interview; the new epoch."""
    statement = (
        update(Interview)
        .where(Interview.id == interview.id)
        .values(epoch=Interview.epoch + 1)
        .returning(Interview.epoch)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(statement)).scalar_one()


async def epochs_of(db: AsyncSession, interview_ids: Collection[UUID]) -> dict[UUID, int]:
    """How often each has been taken up; one that doesn't exist any more is left out."""
    query = select(Interview.id, Interview.epoch).where(Interview.id.in_(interview_ids))
    return {row.id: row.epoch for row in await db.execute(query)}


async def save_state(
    db: AsyncSession, interview_id: UUID, epoch: int, state: dict[str, Any], status: str
) -> None:
    """Write the flow. Raises `ConflictError` where somebody else has taken the interview up."""
    values: dict[str, Any] = {"state": state, "status": status}
    if status == "completed":
        values["ended_at"] = func.coalesce(Interview.ended_at, now_utc())
    statement = (
        update(Interview)
        .where(Interview.id == interview_id, Interview.epoch == epoch)
        .values(**values)
        .returning(Interview.started_at)
        .execution_options(synchronize_session=False)
    )
    row = (await db.execute(statement)).one_or_none()
    if row is None:
        raise ConflictError("This interview goes on in another place.")
    if status == "completed":
        await ask_for(db, interview_id)
    if row.started_at is None and status != "planned":
        await db.execute(
            update(Interview)
            .where(Interview.id == interview_id)
            .values(started_at=now_utc())
            .execution_options(synchronize_session=False)
        )


async def find_turn(db: AsyncSession, interview_id: UUID, item_id: str) -> Turn | None:
    query = select(Turn).where(Turn.interview_id == interview_id, Turn.item_id == item_id)
    return (await db.execute(query)).scalar_one_or_none()


async def keep_features(
    db: AsyncSession, interview_id: UUID, item_id: str, features: dict[str, Any]
) -> None:
    """Note how an answer was spoken; nothing where it has been deleted meanwhile."""
    statement = update(Turn).where(Turn.interview_id == interview_id, Turn.item_id == item_id)
    await db.execute(
        statement.values(features=features).execution_options(synchronize_session=False)
    )


async def turns_of(db: AsyncSession, interview_id: UUID) -> Sequence[Turn]:
    query = (
        select(Turn)
        .where(Turn.interview_id == interview_id)
        .order_by(Turn.sequence, Turn.created_at)
    )
    return (await db.execute(query)).scalars().all()


async def question_id_at(db: AsyncSession, interview_id: UUID, position: int) -> UUID | None:
    query = select(Question.id).where(
        Question.interview_id == interview_id, Question.position == position
    )
    return (await db.execute(query)).scalar_one_or_none()


async def asked_lately(db: AsyncSession, user_id: UUID) -> list[tuple[str, str]]:
    """The bank's ids of what this person was asked in the latest interviews, with the mode of
    the interview; the latest first, each once."""
    latest = (
        select(Interview.id)
        .where(Interview.user_id == user_id)
        .order_by(Interview.created_at.desc())
        .limit(LATELY)
    )
    query = (
        select(Question.bank_id, Interview.mode)
        .join(Interview, Interview.id == Question.interview_id)
        .where(Question.interview_id.in_(latest), Question.bank_id != "")
        .order_by(Question.created_at.desc())
    )
    found: dict[str, str] = {}
    for bank_id, mode in (await db.execute(query)).all():
        found.setdefault(bank_id, mode)
    return list(found.items())


async def catalogued(db: AsyncSession, scenario: Scenario) -> Scenario:
    """With what the catalogue knows of its role and industry, as administrators have it now."""
    roles = (await db.execute(select(Role.id, Role.name, Role.competencies))).all()
    industries = (await db.execute(select(Industry.id, Industry.name))).all()
    role = next((each for each in roles if _is_called(each, scenario.role)), None)
    industry = next((each for each in industries if _is_called(each, scenario.industry)), None)
    return replace(
        scenario,
        role_id=role.id if role else "",
        industry_id=industry.id if industry else "",
        competencies=tuple(role.competencies) if role else (),
    )


def _is_called(entry: Any, name: str) -> bool:
    return name.casefold() in (entry.id, entry.name.casefold())


async def keep_question(
    db: AsyncSession, interview_id: UUID, position: int, planned: PlannedQuestion
) -> None:
    """Note that a question was put; once, however often it is repeated."""
    if await question_id_at(db, interview_id, position) is None:
        db.add(
            Question(
                interview_id=interview_id,
                position=position,
                bank_id=planned.id,
                competency=planned.competency.name,
                text=planned.text,
            )
        )


async def keeps_audio(db: AsyncSession, interview_id: UUID) -> bool:
    """Whether the sound of an interview may be stored: as was said for it, else as the person
    prefers now."""
    wanted = func.coalesce(Interview.keep_audio, UserPreferences.keep_audio, true())
    query = (
        select(wanted)
        .outerjoin(UserPreferences, UserPreferences.user_id == Interview.user_id)
        .where(Interview.id == interview_id)
    )
    return bool((await db.execute(query)).scalar_one())


async def add_turn(db: AsyncSession, turn: Turn, audio: Sequence[AudioChunk]) -> None:
    """With its sound, where that may be kept."""
    db.add(turn)
    await db.flush()
    if not audio or not await keeps_audio(db, turn.interview_id):
        return
    db.add_all(
        TurnAudio(turn_id=turn.id, chunk=number, flac=each.flac, duration_s=each.duration_s)
        for number, each in enumerate(audio)
    )

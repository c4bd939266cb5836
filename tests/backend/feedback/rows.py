"""Interviews that were held, with their scorecards, as stored rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.estimates import Estimate
from backend.domain.scorecard import (
    CONTENT,
    METRICS,
    Absent,
    AnswerCard,
    Band,
    Contribution,
    Evidence,
    Impression,
    Judged,
    Metric,
    Note,
    Scorecard,
    Scored,
    overall_of,
)
from backend.feedback import repository
from models import Interview, Question, Turn

Headers = dict[str, str]
START = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
TEXT = (
    "Last March the cold store failed on a Sunday night. I rang the engineer and I moved four"
    " tonnes of fish with two drivers, and in the end we lost eleven boxes."
)
QUOTE = "I moved four tonnes of fish"
NOT_CALLED_FOR = Absent("not_called_for", "Nothing had to be worked out in this question.")
NO_MODEL = Absent("not_made", "Whether a solution is right takes a stronger model.")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


async def id_of(client: AsyncClient, headers: Headers) -> UUID:
    return UUID((await client.get("/auth/me", headers=headers)).json()["id"])


async def add_interview(
    db: AsyncSession,
    user_id: UUID,
    *,
    ended_at: datetime = START,
    kind: str = "behavioural",
    mode: str = "real",
    difficulty: str = "medium",
    role: str = "Nurse",
    answers: int = 3,
    status: str = "completed",
    typed: bool = False,
    bank: Sequence[str] = (),
) -> tuple[Interview, list[Turn]]:
    """With a question, the interviewer's turn and the candidate's for each answer. `bank` are the
    questions' ids."""
    interview = Interview(
        user_id=user_id,
        status=status,
        role=role,
        industry="Health care",
        difficulty=difficulty,
        kind=kind,
        mode=mode,
        length=answers,
        plan={},
        state={},
        started_at=ended_at - timedelta(minutes=3 * answers),
        ended_at=ended_at if status == "completed" else None,
    )
    db.add(interview)
    await db.flush()
    turns = []
    for at in range(answers):
        question = Question(
            interview_id=interview.id,
            position=at,
            bank_id=bank[at] if at < len(bank) else f"question-{at}",
            competency="Ownership",
            text="Tell me about a time when something went wrong at work.",
        )
        db.add(question)
        await db.flush()
        asked, said = (
            Turn(
                interview_id=interview.id,
                question_id=question.id,
                sequence=2 * at + number,
                item_id=f"{speaker}-{at}",
                speaker=speaker,
                kind="main",
                text=text,
                typed=typed and speaker == "candidate",
                start_s=60.0 * at + 20 * number,
                end_s=60.0 * at + 20 * number + 18,
            )
            for number, (speaker, text) in enumerate(
                (("interviewer", question.text), ("candidate", TEXT))
            )
        )
        db.add_all((asked, said))
        turns.append(said)
    await db.flush()
    return interview, turns


def scored(value: float, half: float = 0.4, turn: Turn | None = None) -> Scored:
    evidence: tuple[Evidence, ...] = ()
    if turn:
        start, end = (None, None) if turn.typed else (4.2, 6.1)
        evidence = (Evidence(str(turn.id), QUOTE, "What you did yourself.", start, end),)
    low, high = max(value - half, 1.0), min(value + half, 5.0)
    return Scored(Estimate(value, low, high), "rules", evidence)


def impression(pace_wpm: float = 142.0) -> Impression:
    return Impression(
        Band(3, 2, 4),
        "US students in mock interviews",
        answers=3,
        speech_s=131.0,
        contributions=(
            Contribution("pace", "Pace", pace_wpm, "words per minute", -0.4, 0.2, "Counts."),
            Contribution("pauses", "Pauses", 0.71, "s", 0.3, 0.2, "Counts."),
            Contribution(
                "pitch_range", "Pitch range", 6.4, "semitones", None, 0.0, "Studies disagree."
            ),
        ),
    )


def a_card(
    turns: Sequence[Turn],
    values: Mapping[Metric, float] | None = None,
    *,
    half: float = 0.4,
    engine: str = "rules",
    pressed: bool = False,
    bank: Sequence[str] = (),
    matches: Sequence[str] = (),
    pace_wpm: float | None = 142.0,
    figure: bool = True,
) -> Scorecard:
    """Every content metric at 3 but problem solving, which rules don't score; delivery unless
    `pace_wpm` is None. Each answer has the same scores as the whole."""
    given: dict[Metric, float] = dict(values or {})
    content: dict[Metric, Judged] = {
        name: scored(given.get(name, 3.0), half, turns[0] if turns else None)
        for name in CONTENT
        if name != "problem_solving"
    }
    content["problem_solving"] = NO_MODEL
    spoken = pace_wpm is not None
    delivery: Judged = scored(3.0, 1.0) if spoken else Absent("not_called_for", "It was typed.")
    overall = overall_of(content)
    return Scorecard(
        metrics={**content, "delivery": delivery},
        overall=overall,
        answers=tuple(
            AnswerCard(
                turn_id=str(turn.id),
                asked="behavioural",
                metrics={**content, "problem_solving": NOT_CALLED_FOR},
                turns=(str(turn.id),),
                question_id=bank[at] if at < len(bank) else f"question-{at}",
                matches=matches[at] if at < len(matches) else "",
                pressed=pressed,
                figure=figure,
                strength="You said what you did yourself.",
                next_step="Say what it changed, with a figure.",
                notes=(
                    Note(
                        "hedging",
                        "It could be said straight.",
                        str(turn.id),
                        "on a Sunday night",
                        1.0,
                        2.2,
                    ),
                ),
            )
            for at, turn in enumerate(turns)
        ),
        impression=impression(pace_wpm)
        if pace_wpm is not None
        else Absent("not_called_for", "A typed interview has no delivery."),
        engine=engine,
        version="1",
        practise={"structure": "End with what came of it."},
        summary="Clear about your own part.",
    )


def unscored(card: Scorecard) -> Scorecard:
    """The same where the transcript is too doubtful to score."""
    doubtful = Absent("not_made", "It was hard to hear. Check what was understood first.")
    nothing: dict[Metric, Judged] = dict.fromkeys(METRICS, doubtful)
    answers = tuple(replace(each, metrics=nothing) for each in card.answers)
    return replace(card, metrics=nothing, answers=answers, overall=None, practise={})


async def add_scored(
    db: AsyncSession,
    user_id: UUID,
    values: Mapping[Metric, float] | None = None,
    *,
    ended_at: datetime = START,
    kind: str = "behavioural",
    mode: str = "real",
    difficulty: str = "medium",
    role: str = "Nurse",
    answers: int = 3,
    half: float = 0.4,
    engine: str = "rules",
    bank: Sequence[str] = (),
    matches: Sequence[str] = (),
    pace_wpm: float | None = 142.0,
) -> UUID:
    """An interview with its scorecard; its id. Typed where there is no pace."""
    interview, turns = await add_interview(
        db,
        user_id,
        ended_at=ended_at,
        kind=kind,
        mode=mode,
        difficulty=difficulty,
        role=role,
        answers=answers,
        typed=pace_wpm is None,
        bank=bank,
    )
    card = a_card(
        turns,
        values,
        half=half,
        engine=engine,
        pressed=mode == "stress",
        bank=bank,
        matches=matches,
        pace_wpm=pace_wpm,
    )
    await repository.keep(db, interview.id, card)
    return interview.id


def all_at(value: float) -> dict[Metric, float]:
    return dict.fromkeys(CONTENT, value)

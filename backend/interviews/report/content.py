"""What a report of an interview says, whatever it is written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.interviews import history
from models import Feedback, Interview, Question, Score, Turn

KINDS = {"hr_screen": "HR screen"}


@dataclass(frozen=True, slots=True)
class Rated:
    """A score from 1 to 5 with its interval, and the words that it rests on."""

    metric: str
    value: float
    low: float
    high: float
    quotes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return label_of(self.metric)

    @property
    def told(self) -> str:
        return f"{self.value:.1f} of 5 ({self.low:.1f} to {self.high:.1f})"


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, with the lines about it that a scorecard has: (heading, text)."""

    speaker: str
    text: str
    why: str
    when: str
    scores: tuple[Rated, ...] = ()
    advice: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What was said from one main question to the next."""

    heading: str
    competency: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """`made` says by what, and how far it is. `practise` is (metric, advice)."""

    overall: str
    made: str
    scores: tuple[Rated, ...]
    practise: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`facts` is the block under the title: (name, value)."""

    title: str
    subtitle: str
    day: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    card: Card | None


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows that a report is made of. `scenario` is {candidate, company, persona}."""

    transcript: history.Transcript
    scenario: Mapping[str, str]
    feedback: Feedback | None
    scores: Sequence[Score] = field(default=())


async def load(db: AsyncSession, interview_id: UUID, user_id: UUID) -> Sources:
    """In the caller's transaction. Raises `NotFoundError`."""
    transcript = await history.transcript(db, interview_id, user_id, details=True)
    asked = Interview.plan["scenario"]
    names = ("candidate", "company", "persona")
    columns = (asked[name].as_string().label(name) for name in names)
    query = select(*columns).where(Interview.id == interview_id)
    scenario = (await db.execute(query)).mappings().one()
    found = select(Feedback).where(Feedback.interview_id == interview_id)
    feedback = (await db.execute(found)).scalar_one_or_none()
    scores: Sequence[Score] = ()
    if feedback is not None:
        of_it = select(Score).where(Score.feedback_id == feedback.id).order_by(Score.metric)
        scores = (await db.execute(of_it)).scalars().all()
    return Sources(transcript, {k: v or "" for k, v in scenario.items()}, feedback, scores)


def report_of(sources: Sources) -> Report:
    interview = sources.transcript.interview
    began: datetime = interview["started_at"] or interview["created_at"]
    title = interview["title"] or f"Interview for {interview['role']}"
    kind = KINDS.get(interview["kind"], interview["kind"].capitalize())
    facts = (
        ("Candidate", sources.scenario["candidate"]),
        ("Role", interview["role"]),
        ("Industry", interview["industry"]),
        ("Company", sources.scenario["company"]),
        ("Kind", f"{kind}, {interview['difficulty']}, {interview['mode']} mode"),
        ("Date", told_day(began)),
        ("Length", told_length(interview["duration_s"] or 0)),
        ("Answered", f"{interview['answered']} of {interview['length']} questions"),
    )
    return Report(
        title=title,
        subtitle=f"{kind} interview" if interview["title"] else interview["industry"],
        day=began.astimezone(UTC).date().isoformat(),
        facts=tuple((name, value) for name, value in facts if value),
        parts=_parts(sources),
        card=_card(sources.feedback, sources.scores),
    )


def label_of(metric: str) -> str:
    return metric.replace("_", " ").capitalize()


def told_day(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def told_length(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _parts(sources: Sources) -> tuple[Part, ...]:
    questions = {each.id: each for each in sources.transcript.questions}
    rated = _by_turn(sources.scores)
    advice = _advice(sources.feedback)
    parts: list[Part] = []
    for turn in sources.transcript.turns:
        question = questions.get(turn.question_id) if turn.question_id else None
        said = Said(
            speaker=turn.speaker.capitalize(),
            text=turn.text if turn.correction is None else turn.correction,
            why=turn.why,
            when=_when(turn),
            scores=tuple(rated.get(turn.id, ())),
            advice=tuple(advice.get(str(turn.id), ())),
        )
        heading = _heading(turn, question, parts)
        if parts and parts[-1].heading == heading:
            parts[-1] = replace(parts[-1], said=(*parts[-1].said, said))
        else:
            parts.append(Part(heading, question.competency if question else "", (said,)))
    return tuple(parts)


def _heading(turn: Turn, question: Question | None, before: Sequence[Part]) -> str:
    """What answers no question stays where it was said."""
    if question is not None:
        return f"Question {question.position + 1}"
    if turn.kind in ("invite", "close"):
        return "Closing"
    return before[-1].heading if before else "Opening"


def _when(turn: Turn) -> str:
    if turn.typed:
        return "typed"
    minutes, seconds = divmod(round(turn.start_s), 60)
    return f"{minutes}:{seconds:02}, {told_length(max(turn.end_s - turn.start_s, 0))}"


def _rated(score: Score) -> Rated:
    quotes = (str(each.get("quote", "")) for each in score.evidence)
    return Rated(
        score.metric, score.value, score.low, score.high, tuple(each for each in quotes if each)
    )


def _by_turn(scores: Sequence[Score]) -> dict[UUID | None, list[Rated]]:
    found: dict[UUID | None, list[Rated]] = {}
    for score in scores:
        found.setdefault(score.turn_id, []).append(_rated(score))
    return found


def _card(feedback: Feedback | None, scores: Sequence[Score]) -> Card | None:
    if feedback is None or not feedback.body:
        return None
    whole = _by_turn(scores).get(None, [])
    overall = "" if feedback.overall is None else f"{feedback.overall:.1f} of 5"
    made = f"Scored by {feedback.engine} {feedback.version}".rstrip() + (
        ", from rules alone." if feedback.status == "basic" else "."
    )
    practise = _card_body(feedback).get("practise")
    told = practise.items() if isinstance(practise, dict) else ()
    return Card(
        overall,
        made,
        tuple(whole),
        tuple((label_of(name), str(advice)) for name, advice in told if advice),
    )


def _advice(feedback: Feedback | None) -> dict[str, list[tuple[str, str]]]:
    """What the scorecard's body says about each answer, by the id of its turn."""
    found: dict[str, list[tuple[str, str]]] = {}
    headings = {
        "strength": "Strength",
        "next_step": "Next step",
        "stronger": "A stronger version",
    }
    answers = _card_body(feedback).get("answers") if feedback else None
    for answer in answers if isinstance(answers, list) else ():
        told = [(heading, str(answer.get(key) or "")) for key, heading in headings.items()]
        found[str(answer.get("turn_id", ""))] = [each for each in told if each[1]]
    return found


def _card_body(feedback: Feedback) -> dict[str, Any]:
    """Whoever made it wrote it; what has another form is left out here, and in full in JSON."""
    card = feedback.body.get("card", feedback.body)
    return card if isinstance(card, dict) else {}

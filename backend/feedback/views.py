"""A scorecard as it is shown: what was stored, beside the interviews that came before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.domain.estimates import FEWEST_EARLIER, Change, Estimate
from backend.domain.progress import OVERALL, Features, Point, Series, against, direction, told
from backend.domain.scorecard import (
    LABELS,
    METRICS,
    Absent,
    AnswerCard,
    Judged,
    Metric,
    Note,
    Scorecard,
    Scored,
    weakest,
)
from backend.feedback import records
from backend.feedback.impression import confidence_view
from backend.feedback.repository import Held, Said
from backend.feedback.schemas import (
    AnswerView,
    ChangeView,
    Comparison,
    EarlierInterview,
    EvidenceView,
    Interval,
    InterviewRef,
    MetricView,
    NoteView,
    OverallView,
    Practise,
    ScorecardView,
    ScoreView,
    StepsView,
    TurnRef,
)
from models import Feedback, Score

MESSAGES = {
    "pending": "Your feedback will be worked out in a moment.",
    "running": "Your feedback is being worked out.",
    "basic": "This is what rules and measurements say so far; the rest follows.",
    "ready": "Your feedback is complete.",
    "failed": "Your feedback couldn't be worked out. Nothing of the interview is lost.",
}
UNREADABLE = "This feedback was made by another version of the program. It can be made again."
NOT_YET = Absent("not_made", "It hasn't been worked out yet.")
NOT_PART = Absent("not_made", "Nothing was said that it could be scored from.")


def scorecard_view(
    held: Held,
    feedback: Feedback,
    scores: Sequence[Score],
    said: Sequence[Said],
    earlier: Sequence[Point],
    spoken: Sequence[Features],
) -> ScorecardView:
    """`earlier` are the comparable interviews before this one, `spoken` how the earlier ones of
    any sort were delivered; both in order of date."""
    status, message = feedback.status, _message(feedback)
    card: Scorecard | None = None
    metrics: Mapping[Metric, Judged] = records.by_turn(scores).get(None, {})
    if feedback.body:
        try:
            card = records.card_of(feedback.body, scores, feedback.engine, feedback.version)
            metrics = card.metrics
        except ValueError:
            status, message = "failed", UNREADABLE
    overall = card.overall if card else None
    now: dict[Series, Estimate] = {
        name: each.estimate for name, each in metrics.items() if isinstance(each, Scored)
    }
    if overall:
        now[OVERALL] = overall.estimate
    changes = against(earlier, now)
    practise = card.practise if card else {}
    return ScorecardView.model_validate(
        {
            "interview": InterviewRef.model_validate(held),
            "status": status,
            "message": message,
            "steps": StepsView(done=feedback.steps_done, total=feedback.steps)
            if feedback.steps
            else None,
            "engine": feedback.engine,
            "version": feedback.version,
            "finished_at": feedback.finished_at,
            "from_text": bool(said) and all(each.typed for each in said),
            "overall": OverallView(
                value=rounded(overall.estimate.value),
                interval=interval(overall.estimate),
                made_of=list(overall.made_of),
                how=overall.how,
                trend=change_view(changes.get(OVERALL)),
            )
            if overall
            else None,
            "metrics": [
                MetricView(
                    **_score(name, metrics.get(name), made=card is not None),
                    trend=change_view(changes[name]) if name in changes else None,
                    practise=practise.get(name, ""),
                )
                for name in METRICS
            ],
            "practise": _practise(metrics, practise),
            "answers": answers_view(card.answers if card else (), said),
            "confidence": confidence_view(card.impression if card else NOT_YET, spoken),
            "comparison": Comparison(
                text=told(changes.get(OVERALL)) if overall else NOT_YET.why,
                interviews=[_earlier(each) for each in earlier],
            ),
        }
    )


def change_view(change: Change | None) -> ChangeView:
    return ChangeView(
        direction=direction(change),
        difference=rounded(change.difference) if change else None,
        interval=Interval(low=rounded(change.low), high=rounded(change.high)) if change else None,
        earlier=change.earlier if change else 0,
        missing=change.missing if change else FEWEST_EARLIER,
        text=told(change),
    )


def interval(estimate: Estimate) -> Interval:
    return Interval(low=rounded(estimate.low), high=rounded(estimate.high))


def rounded(value: float) -> float:
    """To what can be told apart on any screen."""
    return round(value, 2)


def _message(feedback: Feedback) -> str:
    return feedback.error or MESSAGES[feedback.status]


def _score(metric: Metric, judged: Judged | None, *, made: bool) -> dict[str, Any]:
    if not isinstance(judged, Scored):
        absent = judged or (NOT_PART if made else NOT_YET)
        return {
            "metric": metric,
            "label": LABELS[metric],
            "state": absent.state,
            "value": None,
            "interval": None,
            "basis": None,
            "why": absent.why,
            "evidence": [],
        }
    return {
        "metric": metric,
        "label": LABELS[metric],
        "state": "scored",
        "value": rounded(judged.estimate.value),
        "interval": interval(judged.estimate),
        "basis": judged.basis,
        "why": "",
        "evidence": [EvidenceView.model_validate(each) for each in judged.evidence],
    }


def answers_view(cards: Sequence[AnswerCard], said: Sequence[Said]) -> list[AnswerView]:
    """In the order of the questions; without those whose turns are gone."""
    known = {str(each.turn_id): each for each in said}
    found = []
    for card in cards:
        first = known.get(card.turn_id)
        if first is None:
            continue
        worth = card.overall
        turns = [known[each] for each in card.turns or (card.turn_id,) if each in known]
        found.append(
            AnswerView(
                position=first.position,
                question=first.question,
                competency=first.competency,
                asked=card.asked,
                turns=[TurnRef.model_validate(each) for each in turns],
                value=rounded(worth.value) if worth else None,
                interval=interval(worth) if worth else None,
                scores=[
                    ScoreView(**_score(name, judged, made=True))
                    for name in METRICS
                    if (judged := card.metrics.get(name))
                ],
                strength=card.strength,
                next_step=card.next_step,
                stronger=card.stronger,
                notes=[_note(each) for each in card.notes],
            )
        )
    return sorted(found, key=lambda each: each.position)


def _note(note: Note) -> NoteView:
    return NoteView.model_validate(
        {
            "kind": note.kind,
            "text": note.text,
            "turn_id": note.turn_id or None,
            "quote": note.quote,
            "start_s": note.start_s,
            "end_s": note.end_s,
        }
    )


def _practise(metrics: Mapping[Metric, Judged], texts: Mapping[Metric, str]) -> Practise | None:
    first = weakest(metrics)
    return Practise(metric=first, text=texts.get(first, "")) if first else None


def _earlier(point: Point) -> EarlierInterview:
    overall = point.scores[OVERALL]
    return EarlierInterview(
        interview_id=point.interview_id,
        interview_date=point.date,
        role=point.role,
        value=rounded(overall.value),
        interval=interval(overall),
    )

"""The delivery impression as it is shown, and beside the person's own earlier interviews."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.estimates import FEWEST_EARLIER, Estimate, change
from backend.domain.progress import COMPARED_WITH, Features, counted
from backend.domain.scorecard import (
    IMPRESSION_ANSWERS,
    IMPRESSION_SPEECH_S,
    Absent,
    Contribution,
    Impression,
)
from backend.feedback.schemas import (
    ConfidenceView,
    ContributionView,
    Interval,
    Minimum,
    OwnBaseline,
    OwnFeature,
)

TITLE = "Vocal confidence (delivery impression, experimental)"
MEANING = (
    "How delivery like this tends to be rated by listeners of mock interviews. It is an estimate"
    " from the sound alone: not how you feel, and no forecast of what an employer decides."
)


def confidence_view(impression: Impression | Absent, spoken: Sequence[Features]) -> ConfidenceView:
    """`spoken` is how the earlier interviews were delivered, in order of date."""
    made = None if isinstance(impression, Absent) else impression
    band = impression if isinstance(impression, Absent) else impression.band
    absent = band if isinstance(band, Absent) else None
    contributions = made.contributions if made else ()
    return ConfidenceView(
        title=TITLE,
        meaning=MEANING,
        experimental=made.experimental if made else True,
        state=absent.state if absent else "scored",
        why=absent.why if absent else "",
        band=None if isinstance(band, Absent) else band.band,
        interval=None if isinstance(band, Absent) else Interval(low=band.low, high=band.high),
        norms=made.norms if made else "",
        answers=made.answers if made else 0,
        speech_s=round(made.speech_s, 1) if made else 0.0,
        minimum=Minimum(answers=IMPRESSION_ANSWERS, speech_s=IMPRESSION_SPEECH_S),
        contributions=[_contribution(each) for each in contributions],
        baseline=_baseline(contributions, spoken),
    )


def _contribution(each: Contribution) -> ContributionView:
    return ContributionView(
        feature=each.feature,
        label=each.label,
        value=None if each.value is None else round(each.value, 2),
        unit=each.unit,
        z=None if each.z is None else round(each.z, 2),
        weight=round(each.weight, 3),
        why=each.why,
    )


def _baseline(contributions: Sequence[Contribution], spoken: Sequence[Features]) -> OwnBaseline:
    latest = spoken[-COMPARED_WITH:]
    missing = max(FEWEST_EARLIER - len(latest), 0)
    features = [] if missing else [_own(each, latest) for each in contributions]
    if missing:
        text = f"{counted(missing, 'more spoken interview')} until there is one to compare with."
    else:
        text = f"Against your own latest {len(latest)} spoken interviews, whatever they were."
    return OwnBaseline(
        interviews=len(latest),
        missing=missing,
        text=text,
        features=[each for each in features if each],
    )


def _own(now: Contribution, latest: Sequence[Features]) -> OwnFeature | None:
    """The feature beside the earlier ones; None where it wasn't measured often enough."""
    if now.value is None:
        return None
    earlier = [each[now.feature] for each in latest if now.feature in each]
    found = change([_exact(each) for each in earlier], _exact(now.value))
    if found is None or found.missing:
        return None
    usual = now.value - found.difference
    low, high = now.value - found.high, now.value - found.low
    return OwnFeature(
        feature=now.feature,
        label=now.label,
        unit=now.unit,
        value=round(now.value, 2),
        usual=round(usual, 2),
        interval=Interval(low=round(low, 2), high=round(high, 2)),
        differs=found.real,
    )


def _exact(value: float) -> Estimate:
    # How exactly a feature is measured isn't kept; how it differs from day to day is what counts.
    return Estimate(value, value, value)

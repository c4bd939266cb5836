"""Which guides are recommended, in which order, and with which words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.estimates import Estimate
from backend.domain.recommendation import (
    GAP_TAGS,
    SAME_REASON,
    Guide,
    Known,
    Practised,
    Topic,
    basis_told,
    need,
    recommend,
)
from backend.domain.scorecard import METRICS


def guide(
    slug: str, *tags: str, metric: str = "relevance", course: str = "", step: int = 0
) -> Guide:
    return Guide(slug, metric, frozenset(tags), course, course.title(), step, exercise=True)


RESULT = guide("result", "behavioural", "result", metric="structure", course="telling", step=3)
OWN_PART = guide(
    "own-part", "behavioural", "own-part", metric="specificity", course="telling", step=2
)
OCCASION = guide(
    "occasion", "behavioural", "one-occasion", metric="structure", course="telling", step=1
)
PACE = guide("pace", "pace", metric="delivery")
CARE = guide("care", "healthcare", metric="specificity")
CONFLICT = guide("conflict", "conflict")
ACCENT = guide("accent", "second-language", metric="communication")
TIME = guide("time", "adjustments", metric="communication")
BEGIN = guide("begin", "start")
GUIDES = (RESULT, OWN_PART, OCCASION, PACE, CARE, CONFLICT, ACCENT, TIME, BEGIN)

HELD = Practised("Nurse", "Healthcare", "behavioural", "real", "medium")
KNOWN = Known(interviews=(HELD,) * 3, answers=9)


def slugs(known: Known, limit: int = 6) -> list[str]:
    return [each.slug for each in recommend(GUIDES, known, limit)]


def why(known: Known, slug: str) -> str:
    return next(each.why for each in recommend(GUIDES, known, 20) if each.slug == slug)


def at(value: float) -> Estimate:
    return Estimate(value, value - 0.5, value + 0.5)


def test_before_the_first_interview_there_is_a_start_and_it_is_said() -> None:
    (only,) = recommend(GUIDES, Known())
    assert (only.slug, only.because, only.why) == ("begin", "start", "A good place to begin.")
    assert "haven't had an interview here yet" in basis_told(Known())


def test_what_the_interviewer_had_to_ask_comes_first_and_is_counted() -> None:
    known = replace(KNOWN, gaps={"no_result": 4})
    best = recommend(GUIDES, known)[0]
    assert (best.slug, best.because) == ("result", "gap")
    assert best.why == "In 4 of your last 9 answers you were asked how it turned out."


def test_one_gap_is_no_habit() -> None:
    assert "gap" not in {
        each.because for each in recommend(GUIDES, replace(KNOWN, gaps={"no_result": 1}))
    }


@pytest.mark.parametrize("reason", GAP_TAGS)
def test_every_gap_leads_to_its_guide(reason: str) -> None:
    tagged = guide("it", GAP_TAGS[reason])  # type: ignore[index]  # a reason
    known = replace(KNOWN, gaps={reason: 3})  # type: ignore[dict-item]  # a reason
    best = recommend((*GUIDES, tagged), known)[0]
    assert best.because == "gap"
    assert best.why.startswith("In 3 of your last 9 answers ")


def test_a_weak_score_recommends_what_helps_it_with_its_number() -> None:
    known = replace(KNOWN, scores={"delivery": at(2.1), "structure": at(4.4)}, scored=3)
    best = recommend(GUIDES, known)[0]
    assert (best.slug, best.because) == ("pace", "score")
    assert best.why == "Delivery was about 2.1 of 5 in your last 3 interviews."
    one = replace(known, scored=1)
    assert why(one, "pace").endswith("in your last interview. One interview is little to go by.")


def test_a_strong_score_recommends_nothing() -> None:
    known = replace(KNOWN, scores={"delivery": at(4.0)}, scored=5)
    assert "pace" not in slugs(known, 20)


def test_whoever_does_not_want_to_be_rated_is_not_told_about_delivery() -> None:
    known = replace(KNOWN, scores={"delivery": at(1.5)}, scored=5, rate_delivery=False)
    assert "pace" not in slugs(known, 20)


def test_the_need_grows_with_the_distance_and_with_what_it_rests_on() -> None:
    assert need(at(4.5), 3) == 0
    assert need(at(2), 3) > need(at(3), 3) > 0
    assert need(at(2), 5) > need(at(2), 1) == pytest.approx(1 / 3)
    assert need(at(1), 1000) < 1


def test_what_people_told_about_how_they_speak_counts() -> None:
    known = replace(KNOWN, second_language=True, longer_pauses=True)
    assert {"accent", "time"} <= set(slugs(known))
    assert why(known, "accent") == "You told us that English isn't your first language."
    assert not {"accent", "time"} & set(slugs(KNOWN, 20))


def test_role_and_industry_order_what_is_alike() -> None:
    known = replace(
        KNOWN,
        industries=(Topic("healthcare", "Healthcare"),),
        competencies=(Topic("conflict", "Nurse: expect questions about handling disagreement."),),
    )
    found = slugs(known, 20)
    assert found.index("care") < found.index("conflict")
    assert why(known, "care") == "It is for Healthcare, among others."
    assert "handling disagreement" in why(known, "conflict")
    assert not {"care", "conflict"} & set(slugs(KNOWN, 20))


def test_what_was_read_and_spoken_is_gone_and_what_was_only_read_stands_behind() -> None:
    known = replace(KNOWN, gaps={"no_result": 4, "we_no_i": 4})
    assert slugs(known)[:2] == ["own-part", "result"]
    read = replace(known, read={"own-part": False})
    assert slugs(read)[0] == "result"
    assert "exercise is still to be spoken" in why(read, "own-part")
    assert "own-part" not in slugs(replace(known, read={"own-part": True}), 20)
    no_exercise = replace(OWN_PART, exercise=False)
    assert recommend((no_exercise,), read) == ()


def test_a_course_that_was_begun_goes_on_at_its_next_step() -> None:
    known = replace(KNOWN, read={"occasion": True})
    best = recommend(GUIDES, known)[0]
    assert (best.slug, best.because) == ("own-part", "course")
    assert best.why.startswith("You have begun the course “Telling”, and this is its next step.")
    finished = replace(KNOWN, read={"occasion": True, "own-part": True, "result": True})
    assert all(each.because != "course" for each in recommend(GUIDES, finished, 20))


def test_no_reason_crowds_the_others_out() -> None:
    many = [guide(f"result-{number}", "result") for number in range(5)]
    known = replace(KNOWN, gaps={"no_result": 8, "we_no_i": 2})
    found = recommend((*many, OWN_PART), known, 6)
    assert [each.slug for each in found][: SAME_REASON + 1] == ["result-0", "result-1", "own-part"]
    assert len(found) == 6


def test_nobody_is_left_without_any() -> None:
    stranger = Known(
        interviews=(Practised("Juggler", "Circus", "mixed", "real", "easy"),), answers=3
    )
    (only,) = recommend(GUIDES, stranger)
    assert (only.slug, only.why) == ("begin", "It suits everybody.")


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (replace(KNOWN, answers=0), "You gave no answer yet in your last 3 interviews"),
        (KNOWN, "This rests on 9 answers in your last 3 interviews; nothing is scored yet."),
        (replace(KNOWN, scored=1), "and on the scores of 1 interview."),
    ],
)
def test_what_it_rests_on_is_said(known: Known, told: str) -> None:
    assert told in basis_told(known)


@given(
    gaps=st.dictionaries(st.sampled_from(list(GAP_TAGS)), st.integers(0, 30)),
    values=st.dictionaries(st.sampled_from(METRICS), st.floats(1, 5)),
    read=st.dictionaries(st.sampled_from([each.slug for each in GUIDES]), st.booleans()),
    limit=st.integers(1, 10),
)
def test_whatever_is_known_the_order_holds(
    gaps: dict[str, int], values: dict[str, float], read: dict[str, bool], limit: int
) -> None:
    scores = {name: Estimate(value, value, value) for name, value in values.items()}
    known = Known((HELD,), sum(gaps.values()), gaps, scores, 1, read)  # type: ignore[arg-type]  # plain dicts
    found = recommend(GUIDES, known, limit)
    assert len(found) <= limit
    assert len({each.slug for each in found}) == len(found)
    assert not {slug for slug, done in read.items() if done} & {each.slug for each in found}
    assert all(each.weight > 0 and each.why.endswith(".") for each in found)
    assert found == recommend(tuple(reversed(GUIDES)), known, limit)

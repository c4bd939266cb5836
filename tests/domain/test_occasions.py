"""Whether an answer tells of something, of a way of acting, or of nothing."""

from __future__ import annotations

import pytest

from backend.domain.deeds import deeds
from backend.domain.follow_up import Context, read
from backend.domain.gaps import claims_effect, settles
from backend.domain.heard import Heard
from backend.domain.occasions import holds_facts, tells_of_nothing, ways
from backend.domain.plan import Competency, PlannedQuestion, QuestionType
from backend.domain.remarks import remark

ASKED = "Tell me about a project that failed."


def first(
    answer: str, asked: str = ASKED, type: QuestionType = "behavioural", confidence: float = 1.0
) -> str:
    question = PlannedQuestion("q", Competency("c", "This question"), asked, type)
    probes = read(Heard(answer, confidence), Context(question, asked)).probes
    return probes[0].reason if probes else ""


TALK = (
    "Failed is such a strong word, isn't it. I mean who gets to say what's a failure. Some of the"
    " greatest companies in the world started with things that everybody called a failure at the"
    " time, look at any of them. I'd call them lessons. So in that sense, no.",
    "The truth is that the people of this county want a bus that comes and a shop that's open. That"
    " is what we stand for and always have. Nobody has fought harder for it than those I've had the"
    " honour to work beside, and that's a promise I'll keep.",
    "What would you do, if somebody in your office never answered his mails? Honestly. I bet you'd"
    " walk over. And if he wasn't there? There you go. It's the same everywhere, isn't it?",
)
ELSEWHERE = (
    "In our company there are five departments, and each has its own head, and above them there's"
    " the board. We produce gaskets and seals, mainly for pumps, about four million a year. I'm in"
    " quality, which is nine people in two rooms, and we've got a climate chamber.",
    "I'd like to say something about the hours first. The advert says thirty five, and on the phone"
    " it was forty, and those are two different things for me, because I've got the kids on"
    " Wednesdays. Parking would be another point, a permit's ninety euros a month.",
)


@pytest.mark.parametrize("said", TALK)
def test_talk_in_which_nothing_happens_is_no_answer(said: str) -> None:
    assert tells_of_nothing(said, ASKED)
    assert first(said) == "no_answer"


@pytest.mark.parametrize("said", ELSEWHERE)
def test_facts_in_which_nothing_happens_are_about_something_else(said: str) -> None:
    assert tells_of_nothing(said, ASKED)
    assert holds_facts(said)
    assert first(said) == "off_question"


@pytest.mark.parametrize(
    "said",
    [
        "What I'd like to talk about is the shop window. I did the one at Easter with paper birds,"
        " I cut three hundred of them, and the florist next door asked if she could have them.",
        "On Saturday I went to the match with my brother. The goal came late, we shouted, and"
        " then we had a beer and a curry and walked home in the rain past my uncle's garden.",
    ],
)
def test_a_story_about_something_else_announces_itself_or_is_private(said: str) -> None:
    assert first(said) == "off_question"


def test_a_preface_is_no_departure_where_the_question_is_taken_up() -> None:
    said = (
        "Before we go into that, I have to say that the project wasn't mine alone. I planned the"
        " cables with two others, I ordered them in May, and in the end they were too short."
    )
    assert first(said) != "off_question"


@pytest.mark.parametrize(
    "said",
    [
        "The water bill for block C was double. I shut the stopcocks one by one on a Sunday night"
        " and listened at the risers. On the fourth floor it hissed, so I clamped it.",
        "It was the forklift in aisle nine. The pallet tipped, the drums rolled under the racking"
        " and one burst, and the whole bay smelled of solvent. Nobody was hurt in the end.",
        "An elderly gentleman phones, he can't open the app. I stay on the line and I ask him to"
        " read me the letters, one by one, and I tell him to press the cross. And he is in.",
        "First of all you let them finish. You nod, you write it down, you say sorry. Then you"
        " offer them two things, because people like to choose.",
        "When a lorry's late I ring the driver before I ring the office. Then I move the next slot"
        " up and tell the lads to have their break early, and that's usually enough.",
        "I I called the registrar and I said come, um, he came he was in theatre by five and uh"
        " yes he walked out twelve days later, so let me think, yes that was it.",
    ],
)
def test_a_story_and_a_way_of_acting_are_something(said: str) -> None:
    assert not tells_of_nothing(said, ASKED)
    assert first(said) not in ("no_answer", "off_question")


def test_a_way_of_acting_is_counted_by_what_is_done() -> None:
    assert ways("I always ring them first, then I write it down, and you should never push.") == 3
    assert ways("I have two screens and we use a ticket system.") == 0


def test_words_in_no_order_are_no_answer_unless_they_were_hardly_heard() -> None:
    said = "carry the and window of to seventeen did of the my blue is banana from at the monday"
    question = "A motor hums and doesn't start. What do you check?"
    assert first(said, question, "technical", 0.9) == "no_answer"
    assert first(said, question, "technical", 0.45) != "no_answer"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("When could you start?", "Two weeks."),
        ("When could you start?", "Immediately."),
        ("Do you have a driving licence?", "Yes, I have a licence."),
        ("Would you work at weekends?", "No, not Sundays."),
        ("How far would you travel?", "An hour each way."),
        ("What are your salary expectations?", "Around thirty four thousand."),
    ],
)
def test_a_fact_settles_a_question_for_one_in_however_few_words(asked: str, said: str) -> None:
    assert settles(said, asked)
    assert first(said, asked, "hr_screen") == ""


@pytest.mark.parametrize("said", ["Yes.", "No.", "Yeah, sure."])
def test_a_bare_yes_is_short_and_no_refusal(said: str) -> None:
    assert first(said, "Can you work at weekends?", "hr_screen") == "too_short"
    assert first(said) == "no_answer"


def test_not_to_know_is_no_answer_to_a_closed_question_either() -> None:
    assert first("I don't know.", "Can you work at weekends?", "hr_screen") == "no_answer"


def test_a_reason_takes_more_than_a_figure() -> None:
    assert not settles("Since two years.", "Why do you want to work here?")
    assert first("Since two years.", "Why do you want to work here?", "hr_screen") == "too_short"


def test_who_walks_up_claims_no_effect() -> None:
    assert not claims_effect("so I went up to the third floor")
    assert not claims_effect("she came down at midnight")
    assert claims_effect("sales went up")


def test_to_ask_for_a_moment_is_no_deed() -> None:
    assert deeds("Let me find it, let us see.").all == 0
    assert deeds("She let me finish.").others == 1
    said = remark(Heard("Oh, that one. Let me just work out which shop it was."), question=ASKED)
    assert said is not None
    assert said.kind == "think"


def test_who_talks_at_length_and_wants_the_next_question_has_not_skipped() -> None:
    joke = (
        "Me? I'm perfect, ask anybody, ask the cat. No, if there was ever a project of mine that"
        " sank I'd be the last to know, they'd have it under the carpet. Ha. Next question please."
    )
    assert remark(Heard(joke), question=ASKED) is None
    assert first(joke) == "no_answer"
    skip = remark(Heard("Sorry, could we take the next question please?"), question=ASKED)
    assert skip is not None
    assert skip.kind == "skip"


def test_a_technical_answer_without_a_word_of_the_matter_is_another_one() -> None:
    asked = "What makes an automated test flaky, and what do you do about it?"
    question = PlannedQuestion(
        "q",
        Competency("c", "This question"),
        asked,
        "technical",
        reference=(
            "Causes: timing, shared state, order, external services, randomness",
            "Wait for a condition instead of a fixed time, isolate the data",
        ),
    )
    said = (
        "I'd take the old varnish off with a scraper, and I'd sand it down with a hundred and"
        " twenty, along the grain, and then you brush on the oil, and a second coat next morning."
    )
    probes = read(Heard(said), Context(question, asked)).probes
    assert probes[0].reason == "off_question"

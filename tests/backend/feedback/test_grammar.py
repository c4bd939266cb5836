from __future__ import annotations

from dataclasses import replace

from backend.domain.scoring import score_by_rules
from backend.feedback.grammar import annotate, slips
from tests.domain.answers import STORY, answered, material, spoken, turn

SAID = "So she have two children and he don't know, um, there's loads of of reasons, innit"


def test_agreement_is_found_in_speech_and_how_people_talk_is_left_alone() -> None:
    said = turn(SAID, words=spoken(SAID), confidence=0.9)

    notes = list(slips(said))

    assert [each.quote for each in notes] == ["she have", "he don't"]
    assert "“has”" in notes[0].text
    assert (notes[0].start_s, notes[0].end_s) == (0.5, 1.4)


def test_a_word_that_was_hardly_heard_is_nobodys_slip() -> None:
    words = spoken(SAID)
    unsure = (*words[:2], replace(words[2], probability=0.2), *words[3:])

    assert [each.quote for each in slips(turn(SAID, words=unsure))] == ["he don't"]
    assert not list(slips(turn(SAID, words=words, confidence=0.2)))


def test_writing_is_checked_for_spelling_and_not_for_taste_or_names() -> None:
    typed = turn("We recieved the Kubernetes cluster. An user of of Marek helped.", typed=True)

    assert [each.quote for each in slips(typed)] == ["We recieved", "An", "user of of"]
    assert not list(slips(turn("I organised the colour, and she organized the color.", typed=True)))


def test_the_card_keeps_its_scores_and_gets_the_notes_once() -> None:
    interview = material(answered(turn(f"{STORY} She have the list.")))
    basic = score_by_rules(interview)

    noted = annotate(interview, annotate(interview, basic))

    assert noted.metrics == basic.metrics
    (answer,) = noted.answers
    assert [each.quote for each in answer.notes if each.kind == "grammar"] == ["She have"]
    assert noted.answers[0].metrics == basic.answers[0].metrics

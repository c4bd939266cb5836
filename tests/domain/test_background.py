"""What documents are digested into."""

from __future__ import annotations

import time

from backend.domain.background import MOST_SENTENCES, SENTENCE_WORDS, digest

JOB = """About us
- We are a hospital with 300 beds, founded in 1921.
- You must have experience with intensive care and ventilators.
- You will lead the night shift. Ventilators are our speciality."""


def test_documents_become_short_sentences_and_weighted_terms() -> None:
    found = digest("Nurse, Harbour Hospital, since 2019\n• Led a team of 4 people", JOB)
    assert found.cv == ("Nurse, Harbour Hospital, since 2019", "Led a team of 4 people")
    assert "We are a hospital with 300 beds, founded in 1921." in found.employer
    assert not any("must have" in each for each in found.employer)
    assert found.terms[0] == "ventilators"


def test_own_questions_are_one_for_each_line() -> None:
    found = digest(own_questions="1. Why nursing\n\n- What is your plan?\n- What is your plan?\nx")
    assert found.own_questions == ("Why nursing?", "What is your plan?")


def test_hostile_text_is_bounded_work() -> None:
    began = time.process_time()
    for text in ("a" * 100_000, "- " * 50_000, "must " * 20_000, "x.\n" * 30_000, "1) " * 30_000):
        found = digest(text, text, text)
        assert len(found.cv) <= MOST_SENTENCES
        assert all(len(each.split()) <= SENTENCE_WORDS for each in found.job)
    assert time.process_time() - began < 10

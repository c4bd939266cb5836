"""What a model makes of an answer's meaning, and what follows from it in an interview."""

from __future__ import annotations

from uuid import UUID

import pytest

from backend import meaning
from backend.database import SessionMaker
from backend.domain.heard import Heard
from backend.domain.meaning import Meaning
from backend.interviews.conductor import Conductor
from backend.interviews.records import CandidateTurn
from backend.interviews.run import InterviewRun
from backend.meaning import CLASSES, FEWEST_WORDS, Classifier, MeaningReader, classifier, features
from tests.backend.interviews.bank import SCREENING, SmallBank
from tests.backend.interviews.conftest import GOOD, ToldModel, begun, reply_to

EVASIVE = (
    "Leadership has so many faces, and what counts in the end is that everybody in the room feels"
    " that they are taken along, which in my view is the whole secret of it."
)


class ToldReader:
    """Takes `EVASIVE`, and whatever begins with it, for no answer."""

    def __init__(self) -> None:
        self.read: list[str] = []

    async def grasp(self, asked: str, text: str) -> Meaning | None:
        self.read.append(text)
        return Meaning(nothing=0.99 if text == EVASIVE else 0.01)


@pytest.fixture
def reader() -> ToldReader:
    return ToldReader()


@pytest.fixture
async def run(sessions: SessionMaker, user_id: UUID, reader: ToldReader) -> InterviewRun:
    conductor = Conductor(sessions, ToldModel(), SmallBank(), reader)
    interview = await conductor.create(user_id, SCREENING, seed=1)
    return await begun(await conductor.open(interview.id, user_id))


async def test_an_evasion_that_no_rule_knows_is_not_passed_over(
    run: InterviewRun, reader: ToldReader
) -> None:
    await reply_to(run, CandidateTurn("a", text=EVASIVE))
    outcome = await run.commit(CandidateTurn("a", text=EVASIVE))
    assert outcome.move == "follow_up"
    assert run.flow.at.reasons[-1] == "no_answer"
    assert reader.read == [EVASIVE], "the draft's reading serves the decision that is stored"


async def test_a_draft_does_not_stand_once_more_was_said(
    run: InterviewRun, reader: ToldReader
) -> None:
    await reply_to(run, CandidateTurn("a", text=EVASIVE))
    assert run.still_fits("a", "answer", Heard(f"{EVASIVE} Yes."))
    assert not run.still_fits("a", "answer", Heard(f"{EVASIVE} {GOOD}"))
    await reply_to(run, CandidateTurn("a", text=f"{EVASIVE} {GOOD}"))
    await run.commit(CandidateTurn("a", text=f"{EVASIVE} {GOOD}"))
    assert run.flow.at.reasons[-1:] != ("no_answer",)
    assert len(reader.read) == 2


async def test_without_a_draft_the_words_themselves_are_read(
    run: InterviewRun, reader: ToldReader
) -> None:
    await run.commit(CandidateTurn("a", text=EVASIVE))
    assert run.flow.at.reasons[-1] == "no_answer"
    assert reader.read == [EVASIVE]


async def test_controls_are_not_read(run: InterviewRun, reader: ToldReader) -> None:
    await reply_to(run, CandidateTurn("a", cue="repeat"))
    assert reader.read == []


def test_the_most_likely_class_has_the_largest_share() -> None:
    trained = Classifier([[0.0], [1.0], [0.0]], [0.0, 0.0, 1.0])
    assert trained.meaning([5.0]).nothing == pytest.approx(0.976, abs=0.001)
    assert trained.meaning([-5.0]).elsewhere == pytest.approx(0.730, abs=0.001)
    assert trained.meaning([1e6]).nothing == 1.0


async def test_the_weights_fit_the_features() -> None:
    async def nowhere(text: str) -> list[float]:
        return [0.0] * 384

    kept = classifier()
    given = await features(nowhere, "Why?", "Some words. And more.")
    assert len(kept.weights) == len(kept.biases) == len(CLASSES)
    assert all(len(row) == len(given) for row in kept.weights)


async def test_rules_alone_do_where_the_model_fails_or_has_too_little() -> None:
    async def fails(text: str) -> list[float]:
        raise RuntimeError(text)

    reader = MeaningReader(fails)
    assert await reader.grasp("Why?", "It was a long and winding road.") is None
    assert await reader.grasp("Why?", " ".join(["word"] * (FEWEST_WORDS - 1))) is None


async def test_what_was_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def embed(text: str) -> list[float]:
        asked.append(text)
        return [0.1] * 384

    monkeypatch.setattr(meaning, "MOST_KNOWN", 5)
    reader = MeaningReader(embed)
    await reader.grasp("Why?", "It was cold. It was late.")
    await reader.grasp("Why?", "It was cold. It was late. I went home.")
    assert sorted(asked) == sorted(set(asked))
    for number in range(9):
        await reader.grasp("Why?", f"It was number {number}, and no other.")
    await reader.grasp("Why?", "It was cold. It was late.")
    assert asked.count("It was cold.") == 2, "only so many are kept"

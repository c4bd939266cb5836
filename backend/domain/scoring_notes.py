"""What is shown of an answer and scored by nobody: wording, tone, pace, and words that were
hardly heard. Nothing here names a feeling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from backend.domain.language import content_words, words
from backend.domain.material import AnswerTurn
from backend.domain.scorecard import Note, NoteKind
from backend.domain.scoring_evidence import Wanted, first
from backend.domain.signs import Signs
from backend.domain.signs.telling import CLICHE
from backend.domain.signs.wording import BLAMING, BLUNT, HEDGES, JARGON

UNSURE_WORD = 0.3
"""As in the conversation, where nothing is held against anybody that rests on such a word."""
MOST_UNSURE = 8
FEWEST_HEDGES = 3
FEWEST_JARGON = 2
REPEATED, REPEATED_SHARE = 4, 0.04
"""Times, and the share of all words, from which on one word stands out to us as readers."""
FAST_WPM = 200.0
"""Words a minute over speaking time above which listeners may find it fast (no source is firm)."""


def notes_on(turns: Sequence[AnswerTurn], asked: str) -> tuple[Note, ...]:
    found = [
        *_hedging(turns),
        *_repetition(turns, asked),
        *_jargon(turns),
        *_tone(turns),
        *_voice(turns),
        *_unsure(turns),
    ]
    return tuple(found)


def _note(kind: NoteKind, text: str, turns: Sequence[AnswerTurn], wanted: Wanted) -> Iterator[Note]:
    found = first(turns, wanted, text)
    if found:
        yield Note(kind, text, found.turn_id, found.quote, found.start_s, found.end_s)


def _count(turns: Sequence[AnswerTurn], signs: Signs) -> int:
    return sum(signs.count(turn.text) for turn in turns)


def _hedging(turns: Sequence[AnswerTurn]) -> Iterator[Note]:
    """In writing the wording is all there is, so that plain wording is said as well."""
    typed = all(turn.typed for turn in turns)
    count = _count(turns, HEDGES)
    if count >= FEWEST_HEDGES:
        kind: NoteKind = "wording" if typed else "hedging"
        text = f"{count} softening words, such as here. Said straight, the same sounds surer."
        yield from _note(kind, text, turns, lambda each: HEDGES.search(each) is not None)
    elif typed and turns:
        softened = f"with {count} softening words" if count > 1 else "with hardly a softening word"
        yield Note("wording", f"It is worded straight, {softened}.", turns[0].turn_id)


def _repetition(turns: Sequence[AnswerTurn], asked: str) -> Iterator[Note]:
    said = [word for turn in turns for word in words(turn.text)]
    topic = content_words(asked)
    counted = Counter(w for w in said if (stems := content_words(w)) and not stems & topic)
    if not counted:
        return
    word, count = counted.most_common(1)[0]
    if count >= REPEATED and count >= REPEATED_SHARE * len(said):
        text = f"“{word}” comes {count} times."
        yield from _note("repetition", text, turns, lambda each: word in words(each))


def _jargon(turns: Sequence[AnswerTurn]) -> Iterator[Note]:
    count = _count(turns, JARGON) + _count(turns, CLICHE)
    if count >= FEWEST_JARGON:
        text = f"{count} set phrases, such as here. They fit anybody; plain words stay in mind."
        yield from _note(
            "jargon", text, turns, lambda each: bool(JARGON.search(each) or CLICHE.search(each))
        )


def _tone(turns: Sequence[AnswerTurn]) -> Iterator[Note]:
    text = "It may be heard as blunt."
    yield from _note("tone", text, turns, lambda each: BLUNT.search(each) is not None)
    text = "It may be heard as putting it on others."
    yield from _note("tone", text, turns, lambda each: BLAMING.search(each) is not None)


def _voice(turns: Sequence[AnswerTurn]) -> Iterator[Note]:
    for turn in turns:
        features = turn.features or {}
        pitch, pace = features.get("pitch"), features.get("words_per_minute")
        if pitch and pitch.get("range_st") is not None:
            moved = f"Your voice moved over {pitch['range_st']:.1f} semitones (the middle 80 %)."
            yield Note("tone", moved, turn.turn_id)
        if pace is not None:
            fast = " Above 200, some listeners lose the thread." if pace > FAST_WPM else ""
            yield Note("pace", f"{pace:.0f} words a minute, pauses included.{fast}", turn.turn_id)


def _unsure(turns: Sequence[AnswerTurn]) -> Iterator[Note]:
    """The least sure first. Of a turn that was corrected, the person knows better."""
    doubtful = [
        (word.probability, turn.turn_id, word)
        for turn in turns
        if not turn.corrected
        for word in turn.words
        if word.probability < UNSURE_WORD and word.text.strip() in turn.text
    ]
    text = "This word was hardly understood. If it is wrong, correct the transcript."
    for _, turn_id, word in sorted(doubtful, key=lambda each: each[0])[:MOST_UNSURE]:
        yield Note("unsure", text, turn_id, word.text.strip(), word.start_s, word.end_s)

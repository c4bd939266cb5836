"""How one answer was spoken, measured from its sound and its words.

Everything is observable: how fast, how fluent, how varied. Nothing here knows an interview, an
emotion or a norm. What can't be measured is None, and `missing` says why.

Time. The *speaking time* of an answer goes from its first sound to its last: neither the
interviewer's time nor the latency is in it, pauses are. The *phonation time* is what is left of
it without the silent pauses of `pauses.PAUSE_S` or more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np

from audio_pipeline import loudness, pitch
from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.fillers import FilledPause, filled_pauses
from audio_pipeline.markers import likes, markers
from audio_pipeline.pauses import Mask, Pause, pauses
from audio_pipeline.syllables import spoken_tokens, syllables

VERSION = 2
"""Grows with every change that makes figures of before and after incomparable."""

FEWEST_WORDS = 5
FEWEST_SPEAKING_S = 2.0
"""Less than this has no pace."""
LOUDNESS_SNR_DB = 15.0
"""Below it the room fills the quiet syllables up, and the level varies less than the voice did."""
PITCH_SNR_DB = 5.0
"""SwiftF0 was seen to hold up to here."""
FILLER_SNR_DB = 10.0
CLIPPED = 0.001
"""A loud voice cut off at full scale varies less than it did."""

NO_VOICE = "No voice was heard."
NO_WORDS = "No words were understood."
TOO_SHORT = "The answer was too short."
TOO_NOISY = "The room was too loud for the microphone."
NO_QUIET = "There was no quiet moment to compare the voice with."
CLIPPING = "The microphone was set too loud."
NO_TIMES = "The speech recogniser gave no times for the words."
NO_SENTENCE = "No sentence end could be measured."
NOT_GIVEN = "It isn't known when the question ended."
OTHERS_NOT_GIVEN = "It isn't known how long the other side spoke."
NO_ANSWERING = "No sentence was found that answers the question."


@dataclass(frozen=True, slots=True)
class Spoken:
    """One answer. `samples` is 16 kHz; `words` are timed in seconds from its first sample, and
    `text` is all that was said, which counts where no word is timed.

    What only the caller knows: `asked_s`, when the question ended on the same clock (before the
    first sample, so mostly negative); `answers_at`, the index in `words` at which the first
    sentence begins that answers it; `others_s`, how long the other side spoke.
    """

    samples: Samples
    words: tuple[Word, ...] = ()
    text: str = ""
    asked_s: float | None = None
    answers_at: int | None = None
    others_s: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the engines make of an answer's samples: the `sound` without its rumble and at
    the usual level, in which frames somebody speaks, and the pitch."""

    sound: Samples
    mask: Mask
    track: pitch.PitchTrack


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silent pauses of `pauses.PAUSE_S` or more inside the answer. `share` is of the speaking
    time; `within` and `between` count those inside a clause and between clauses, None where no
    word was timed."""

    count: int
    mean_s: float | None
    share: float
    longest_s: float
    within: int | None
    between: int | None
    all: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Fillers:
    """`um` counts "um" and "uh", from the words and the sound, where `sounded` are the ones that
    only the sound showed; None where the room was too loud to listen for them. "Like" and "you
    know" are counted where they only fill, `likes` every "like". All are "at least"."""

    um: int | None
    like: int
    you_know: int
    likes: int
    sounded: tuple[FilledPause, ...] = ()


@dataclass(frozen=True, slots=True)
class Pitch:
    """`range_st` from the 10th to the 90th percentile, in semitones; `rises` and `falls` among
    the `ends` of sentences that could be measured."""

    median_hz: float
    range_st: float
    ends: int
    rises: int
    falls: int


@dataclass(frozen=True, slots=True)
class SpeechFeatures:
    """Seconds, unless a name says otherwise. `onset_s` is the first sound; `words_per_minute` is
    over the speaking time, `articulation_rate` in syllables a second over the phonation time
    (de Jong and Wempe, 2009); `variation_db` is the standard deviation of the level over voiced
    frames; `talk_share` this side's part of all that was spoken; `missing` names what is None,
    with a sentence for the person."""

    version: int = VERSION
    duration_s: float = 0.0
    onset_s: float | None = None
    speaking_s: float = 0.0
    phonation_s: float = 0.0
    words: int = 0
    words_per_minute: float | None = None
    articulation_rate: float | None = None
    pauses: Pauses | None = None
    response_latency_s: float | None = None
    time_to_answer_s: float | None = None
    fillers: Fillers | None = None
    pitch: Pitch | None = None
    variation_db: float | None = None
    snr_db: float | None = None
    clipped: float = 0.0
    talk_share: float | None = None
    missing: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return asdict(self)


def measure(spoken: Spoken, heard: Heard) -> SpeechFeatures:
    """Everything about one answer; never raises for odd input."""
    samples = spoken.samples
    duration_s = samples.size / ENGINE_RATE_HZ
    words = in_order(spoken.words, duration_s)
    texts = [word.text for word in spoken.words] or spoken.text.split()
    frames = np.flatnonzero(heard.mask)
    if frames.size == 0:
        return _unheard(duration_s, texts)
    missing: dict[str, str] = {}
    onset_s, end_s = frames[0] * voiced.FRAME_S, (frames[-1] + 1) * voiced.FRAME_S
    speaking_s = float(end_s - onset_s)
    found = pauses(heard.mask, words)
    phonation_s = speaking_s - sum(pause.length_s for pause in found)
    mic = loudness.microphone(samples, heard.sound, heard.mask)
    count, rate, articulation = _pace(texts, speaking_s, phonation_s, missing)
    found_all = SpeechFeatures(
        duration_s=duration_s,
        onset_s=float(onset_s),
        speaking_s=speaking_s,
        phonation_s=phonation_s,
        words=count,
        words_per_minute=rate,
        articulation_rate=articulation,
        pauses=_pauses(found, speaking_s, missing),
        response_latency_s=_latency(spoken, float(onset_s), missing),
        time_to_answer_s=_time_to_answer(spoken, float(onset_s), missing),
        fillers=_fillers(spoken, heard, words, texts, mic, missing),
        pitch=_pitch(heard.track, words, mic, missing),
        variation_db=_variation(heard, mic, missing),
        snr_db=_snr(mic, missing),
        clipped=mic.clipped,
        talk_share=_share(spoken, speaking_s, missing),
        missing=missing,
    )
    rounded: SpeechFeatures = _rounded(found_all)
    return rounded


def in_order(words: Sequence[Word], longest_s: float) -> tuple[Word, ...]:
    """The words whose times can be used: finite, within the sound, in order of their beginning."""
    usable = [
        word
        for word in words
        if math.isfinite(word.start_s)
        and math.isfinite(word.end_s)
        and -0.5 <= word.start_s <= word.end_s <= longest_s + 0.5
    ]
    return tuple(sorted(usable, key=lambda word: word.start_s))


def _unheard(duration_s: float, texts: Sequence[str]) -> SpeechFeatures:
    nothing = (
        "onset_s words_per_minute articulation_rate pauses response_latency_s time_to_answer_s "
        "fillers pitch variation_db snr_db talk_share"
    )
    return SpeechFeatures(
        duration_s=duration_s,
        words=len(spoken_tokens(texts)),
        missing=dict.fromkeys(nothing.split(), NO_VOICE),
    )


def _pace(
    texts: Sequence[str], speaking_s: float, phonation_s: float, missing: dict[str, str]
) -> tuple[int, float | None, float | None]:
    """(words, words a minute, syllables a second). Hesitations are no words, and a number is as
    many as it's said with."""
    tokens = spoken_tokens(texts)
    if len(tokens) < FEWEST_WORDS or speaking_s < FEWEST_SPEAKING_S:
        why = TOO_SHORT if tokens else NO_WORDS
        missing |= {"words_per_minute": why, "articulation_rate": why}
        return len(tokens), None, None
    return (
        len(tokens),
        60 * len(tokens) / speaking_s,
        sum(syllables(token) for token in tokens) / phonation_s,
    )


def _pauses(found: tuple[Pause, ...], speaking_s: float, missing: dict[str, str]) -> Pauses:
    lengths = [pause.length_s for pause in found]
    placed = all(pause.place is not None for pause in found)
    if not placed:
        missing |= {"pauses.within": NO_TIMES, "pauses.between": NO_TIMES}
    return Pauses(
        count=len(found),
        mean_s=sum(lengths) / len(lengths) if lengths else None,
        share=sum(lengths) / speaking_s,
        longest_s=max(lengths, default=0.0),
        within=sum(pause.place == "within" for pause in found) if placed else None,
        between=sum(pause.place == "between" for pause in found) if placed else None,
        all=found,
    )


def _latency(spoken: Spoken, onset_s: float, missing: dict[str, str]) -> float | None:
    """From the end of the question to the first sound; negative where that came before it."""
    if spoken.asked_s is None or not math.isfinite(spoken.asked_s):
        missing["response_latency_s"] = NOT_GIVEN
        return None
    return onset_s - spoken.asked_s


def _time_to_answer(spoken: Spoken, onset_s: float, missing: dict[str, str]) -> float | None:
    """From the first sound of the answer to the first sentence that answers."""
    at = spoken.answers_at
    if at is None or not 0 <= at < len(spoken.words):
        missing["time_to_answer_s"] = NO_ANSWERING if spoken.words else NO_TIMES
        return None
    start_s = spoken.words[at].start_s
    if not math.isfinite(start_s):
        missing["time_to_answer_s"] = NO_TIMES
        return None
    return max(start_s - onset_s, 0.0)


def _fillers(
    spoken: Spoken,
    heard: Heard,
    words: Sequence[Word],
    texts: Sequence[str],
    mic: loudness.Microphone,
    missing: dict[str, str],
) -> Fillers | None:
    if not texts:
        missing["fillers"] = NO_WORDS
        return None
    written = markers(texts)
    sounded: tuple[FilledPause, ...] | None = None
    if mic.snr_db is not None and mic.snr_db < FILLER_SNR_DB:
        missing["fillers.um"] = TOO_NOISY
    else:
        sounded = filled_pauses(heard.sound, heard.mask, heard.track, words)
    counts = {
        kind: sum(each.kind == kind for each in written) for kind in ("um", "like", "you_know")
    }
    return Fillers(
        um=None if sounded is None else counts["um"] + len(sounded),
        like=counts["like"],
        you_know=counts["you_know"],
        likes=likes(texts),
        sounded=sounded or (),
    )


def _pitch(
    track: pitch.PitchTrack,
    words: Sequence[Word],
    mic: loudness.Microphone,
    missing: dict[str, str],
) -> Pitch | None:
    moved, median_hz = pitch.range_st(track), track.median_hz
    if mic.snr_db is not None and mic.snr_db < PITCH_SNR_DB:
        missing["pitch"] = TOO_NOISY
        return None
    if moved is None or median_hz is None:
        missing["pitch"] = TOO_SHORT
        return None
    ends = pitch.finals(track, words)
    if not ends.measured:
        missing["pitch.ends"] = NO_SENTENCE
    return Pitch(median_hz, moved, ends.measured, ends.rises, ends.falls)


def _variation(heard: Heard, mic: loudness.Microphone, missing: dict[str, str]) -> float | None:
    sounding = heard.track.sounding
    if float(sounding.sum()) * pitch.HOP_S < pitch.FEWEST_VOICED_S:
        missing["variation_db"] = TOO_SHORT
    elif mic.snr_db is None:
        missing["variation_db"] = NO_QUIET
    elif mic.snr_db < LOUDNESS_SNR_DB:
        missing["variation_db"] = TOO_NOISY
    elif mic.clipped > CLIPPED:
        missing["variation_db"] = CLIPPING
    else:
        return loudness.variation_db(loudness.levels_db(heard.sound), sounding)
    return None


def _snr(mic: loudness.Microphone, missing: dict[str, str]) -> float | None:
    if mic.snr_db is None:
        missing["snr_db"] = NO_QUIET
    return mic.snr_db


def _share(spoken: Spoken, speaking_s: float, missing: dict[str, str]) -> float | None:
    if spoken.others_s is None or not math.isfinite(spoken.others_s) or spoken.others_s < 0:
        missing["talk_share"] = OTHERS_NOT_GIVEN
        return None
    return speaking_s / (speaking_s + spoken.others_s)


def _rounded(value: Any) -> Any:
    """Thousandths, which is finer than anything here is known; what isn't finite is None."""
    match value:
        case float():
            return round(value, 3) if math.isfinite(value) else None
        case dict():
            return {key: _rounded(each) for key, each in value.items()}
        case tuple():
            return tuple(_rounded(each) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = {each.name: _rounded(getattr(value, each.name)) for each in fields(value)}
            return type(value)(**parts)
        case _:
            return value

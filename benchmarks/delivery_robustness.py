"""Whether the delivery impression follows what isn't delivery: the same answers at other levels,
with room noise, over a telephone line, and with another vocal tract.

An interview is made of the longest recordings of a subset, whoever speaks in them, since only its
change is looked at. What Whisper hears is heard again for each change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_pipeline import g711
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Transcript
from audio_pipeline.measuring import Instruments
from audio_pipeline.resampler import resample
from audio_pipeline.speech_features import Spoken
from backend.domain.delivery import Delivered, delivered, impression, position
from backend.domain.preferences import Preferences
from backend.domain.scorecard import IMPRESSION_ANSWERS, IMPRESSION_SPEECH_S, Band, Impression
from benchmarks.common import say
from benchmarks.recordings import Recording, room_noise

SPEECH_S = 1.1 * IMPRESSION_SPEECH_S
"""A little more than it takes, since a change may cost an answer its words."""
TELEPHONE_HZ, LOWEST_HZ = 8_000, 300.0
VOICE_ST = 3.0
"""A sixth, as women's formants are above men's (Peterson and Barney, 1952); pitch goes along."""

Change = Callable[[Samples], Samples]


def changed_interviews(
    clips: Sequence[Recording],
    instruments: Instruments,
    transcribe: Callable[[Samples], Transcript],
) -> dict[str, Any]:
    """For each change: the band with its interval, how far the rating to be expected moves in
    standard deviations, and whether that stays within the residual of the unchanged answers."""
    chosen = longest(clips)
    found: dict[str, Any] = {"recordings": len(chosen)}
    before: Impression | None = None
    for name, change in CHANGES.items():
        say(f"delivery: {name}")
        made = impression(_delivered(chosen, change, instruments, transcribe), Preferences())
        before = before or made
        found[name] = compared(before, made)
        if not isinstance(before.band, Band):
            break
    return found


def longest(clips: Sequence[Recording]) -> list[Recording]:
    """So many that they suffice; only those in which one person speaks."""
    chosen: list[Recording] = []
    seconds = 0.0
    alone = [clip for clip in clips if clip.speakers == 1]
    for clip in sorted(alone, key=lambda each: -_spoken_s(each)):
        if seconds >= SPEECH_S and len(chosen) >= IMPRESSION_ANSWERS:
            break
        chosen.append(clip)
        seconds += _spoken_s(clip)
    return chosen


def compared(before: Impression, after: Impression) -> dict[str, Any]:
    """`shift_sd` and `moved_z`, in which a feature is None that only one of them could measure."""
    figures: dict[str, Any] = {"answers": after.answers, "speech_s": round(after.speech_s, 1)}
    old = position(before.contributions, before.answers)
    new = position(after.contributions, after.answers)
    if not isinstance(after.band, Band) or old is None or new is None:
        return figures | {"band": None}
    shift = new.expected - old.expected
    scored = {each.feature: each for each in before.contributions if each.z is not None}
    return figures | {
        "band": [after.band.low, after.band.band, after.band.high],
        "shift_sd": round(shift, 2),
        "within_interval": abs(shift) <= old.residual,
        "moved_z": {
            each.feature: None if each.z is None else round(each.z - (known.z or 0.0), 2)
            for each in after.contributions
            if (known := scored.get(each.feature))
        },
    }


def _spoken_s(clip: Recording) -> float:
    return sum(end_s - start_s for start_s, end_s in clip.speech)


def _delivered(
    clips: Sequence[Recording],
    change: Change,
    instruments: Instruments,
    transcribe: Callable[[Samples], Transcript],
) -> list[Delivered]:
    answers: list[Delivered] = []
    for clip in clips:
        samples = change(clip.samples())
        heard = transcribe(samples)
        found = instruments.measure(Spoken(samples, heard.words, heard.text))
        answer = delivered(found.to_json())
        if answer is not None:
            answers.append(answer)
    return answers


def _louder(by_db: float) -> Change:
    return lambda samples: _pcm(samples.astype(np.float64) * 10 ** (by_db / 20))


def _noisy(snr_db: float) -> Change:
    """Room noise so far below the mean of the recording."""

    def change(samples: Samples) -> Samples:
        level = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))
        dbfs = 20 * np.log10(max(level, 1.0) / 32768) - snr_db
        noise = room_noise(samples.size / ENGINE_RATE_HZ + 1, dbfs)[: samples.size]
        return _pcm(samples.astype(np.float64) + noise)

    return change


def _telephone(samples: Samples) -> Samples:
    """8 kHz and mu-law, without the lows."""
    spectrum = np.fft.rfft(resample(samples, ENGINE_RATE_HZ, TELEPHONE_HZ).astype(np.float64))
    spectrum[: int(LOWEST_HZ / TELEPHONE_HZ * 2 * (spectrum.size - 1))] = 0
    narrow = _pcm(np.fft.irfft(spectrum))
    return resample(g711.decode_mu_law(g711.encode_mu_law(narrow)), TELEPHONE_HZ, ENGINE_RATE_HZ)


def _another_voice(semitones: float) -> Change:
    """Pitch and formants moved alike, at the same pace."""

    def change(samples: Samples) -> Samples:
        import librosa

        moved = librosa.effects.pitch_shift(
            samples.astype(np.float32), sr=ENGINE_RATE_HZ, n_steps=semitones, n_fft=1024
        )
        return _pcm(moved.astype(np.float64))

    return change


def _pcm(sound: NDArray[np.float64]) -> Samples:
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


CHANGES: dict[str, Change] = {
    "as recorded": lambda samples: samples,
    "quieter by 12 dB": _louder(-12.0),
    "louder by 12 dB": _louder(12.0),
    "room noise at 20 dB": _noisy(20.0),
    "room noise at 10 dB": _noisy(10.0),
    "telephone": _telephone,
    "smaller voice": _another_voice(VOICE_ST),
    "larger voice": _another_voice(-VOICE_ST),
}

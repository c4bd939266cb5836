"""How loud a voice is, how much that varies, and whether the microphone lets one tell.

Absolute loudness says nothing in a browser: it is the microphone's, not the person's. Only
what stays the same under any gain is measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from audio_pipeline.pauses import Mask

HOP = 256
"""Samples from one level to the next, as from one pitch to the next: 16 ms."""
FRAME = 512
CLEAREST_DB = 60.0
"""Better than any microphone; what silence made by software is cut to."""
FEWEST_QUIET_S = 0.3
"""Less quiet than this, and the room can't be told from the voice."""
RUMBLE_HZ, STEEPNESS = 50.0, 8
"""Below the lowest voice, where speech codecs cut as well (3GPP TS 26.190). Steps, wind and a
bad microphone may put more power there than the voice has anywhere."""
VOICE_DBFS = -26.0
"""The level at which speech is given to codecs that are tested (ITU-T P.830)."""
NEAR_FULL_SCALE = 0.98 * 32767
SHORTEST_CLIPPING = 3
"""Neighbouring samples at full scale: a sound that only just reaches it touches it with one."""


@dataclass(frozen=True, slots=True)
class Microphone:
    """What a recording can carry. `snr_db` is the level of the speech above that of the room, at
    most `CLEAREST_DB`, None where no quiet was recorded; `clipped` is the share of the samples of
    speech that were cut off at full scale."""

    snr_db: float | None
    clipped: float


def without_rumble(samples: Samples) -> Samples:
    """The same without what is too low for any voice, and not shifted in time."""
    if samples.size == 0:
        return samples
    spectrum = np.fft.rfft(samples.astype(np.float64))
    hz = np.fft.rfftfreq(samples.size, 1 / ENGINE_RATE_HZ)
    spectrum[1:] /= 1 + (RUMBLE_HZ / hz[1:]) ** STEEPNESS
    spectrum[0] = 0
    return _pcm(np.fft.irfft(spectrum, samples.size))


def at_usual_level(samples: Samples) -> Samples:
    """The same with its loud frames at `VOICE_DBFS`."""
    loud = float(np.percentile(voiced.levels(samples), 95))
    return _pcm(
        samples.astype(np.float64) * (32768 * 10 ** (VOICE_DBFS / 20) / max(loud, voiced.FLOOR))
    )


def _pcm(sound: NDArray[np.float64]) -> Samples:
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


def levels_db(samples: Samples) -> NDArray[np.float64]:
    """Level of every `HOP` samples, dB of full scale, [1 + samples // HOP]."""
    # librosa brings a compiler, which takes seconds to import and is needed here alone.
    import librosa

    scaled = samples.astype(np.float32) / np.float32(32768.0)
    root = librosa.feature.rms(y=scaled, frame_length=FRAME, hop_length=HOP)[0]
    levels: NDArray[np.float64] = librosa.amplitude_to_db(
        root.astype(np.float64), ref=1.0, amin=1e-6, top_db=None
    )
    return levels


def variation_db(levels: NDArray[np.float64], sounding: NDArray[np.bool_]) -> float | None:
    """Standard deviation of the level over the frames with a pitch, in dB. Consonants without a
    voice are quiet whoever speaks, so they are left out; any gain adds the same to all."""
    count = min(levels.size, sounding.size)
    chosen = levels[:count][sounding[:count]]
    return float(np.std(chosen)) if chosen.size > 1 else None


def microphone(recorded: Samples, sound: Samples, mask: Mask) -> Microphone:
    """`sound` is `recorded` without its rumble, at any level; `mask` says which frames of
    `voiced.FRAME_S` are speech."""
    return Microphone(_snr_db(sound, mask), _clipped(recorded, mask))


def _snr_db(samples: Samples, mask: Mask) -> float | None:
    """Power of the speech over that of what is heard between it. The frames around an edge are
    both, and count as neither; the quieter half of the rest is the room, the louder may be a
    breath."""
    level = voiced.levels(samples)[: mask.size]
    mask = mask[: level.size]
    near = np.convolve(mask, np.ones(5), mode="same") > 0
    quiet = np.sort(level[~near])
    if not mask.any() or quiet.size * voiced.FRAME_S < FEWEST_QUIET_S:
        return None
    noise = float(np.mean(quiet[: quiet.size // 2] ** 2))
    speech = max(float(np.mean(level[mask] ** 2)) - noise, 1e-9)
    if noise == 0.0:
        return CLEAREST_DB
    return float(np.clip(10 * np.log10(speech / noise), -20.0, CLEAREST_DB))


def _clipped(samples: Samples, mask: Mask) -> float:
    spoken_s = float(mask.sum()) * voiced.FRAME_S
    if spoken_s == 0.0:
        return 0.0
    full = np.abs(samples.astype(np.int32)) >= NEAR_FULL_SCALE
    run = np.convolve(full, np.ones(SHORTEST_CLIPPING), mode="valid") == SHORTEST_CLIPPING
    return float(run.sum()) / (spoken_s * ENGINE_RATE_HZ)

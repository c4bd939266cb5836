"""What is left of a rehearsal: the conversation as JSON, and its sound in WAV files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from audio_pipeline.audio import AudioChunk
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.resampler import resample
from audio_pipeline.sound_files import write_wav
from backend.rehearse.heard import CandidateTurn, Conversation, Reply
from backend.rehearse.sound_card import OUTPUT_RATE_HZ, SoundCard

LATENCIES = (
    "endpoint",
    "stt_final",
    "llm_first_token",
    "llm_first_sentence",
    "tts_first_audio",
    "voice_to_voice",
)

Stored = Mapping[str, Mapping[str, Any]]
"""The turns as the server stored them, by item."""


@dataclass(frozen=True, slots=True)
class Given:
    """Where in the conversation a recording was played, in seconds."""

    name: str
    start_s: float
    end_s: float


def conversation_json(
    interview_id: str,
    conversation: Conversation,
    *,
    stored: Stored,
    given: Sequence[Given],
    audio: Mapping[str, str],
    errors: Sequence[str],
    scorecard: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The object that --json prints; `audio` holds the file of a turn by item, and of the whole
    conversation under "". `scorecard` is None where the interview didn't come to its end."""
    turns = [
        _reply(turn, stored.get(turn.item_id, {}), audio.get(turn.item_id))
        if isinstance(turn, Reply)
        else _answer(turn, stored.get(turn.item_id, {}), given)
        for turn in conversation.turns
        if not unheard(turn)
    ]
    return {
        "interview_id": interview_id,
        "engines": list(conversation.started.get("engines", [])),
        "turns": turns,
        "audio": audio.get(""),
        "scorecard": scorecard,
        "errors": list(errors),
    }


def unheard(turn: CandidateTurn | Reply) -> bool:
    """A reply that was cancelled before anything of it was played."""
    return isinstance(turn, Reply) and turn.status != "completed" and not turn.playing.played


def kind_of(reply: Reply) -> str:
    """The kind of a reply as far as the events tell."""
    return str(reply.question["kind"]) if reply.question else "aside"


def latencies(reply: Reply) -> dict[str, float | None]:
    """Milliseconds by stage, None where a stage didn't happen. The last is this side's own."""
    measured: dict[str, float | None] = {name: reply.latency_ms.get(name) for name in LATENCIES}
    return measured | {"voice_to_voice": reply.voice_to_voice_ms}


def _reply(reply: Reply, stored: Mapping[str, Any], audio: str | None) -> dict[str, Any]:
    question = reply.question or {}
    return {
        "role": "interviewer",
        "kind": stored.get("kind") or kind_of(reply),
        "why": stored.get("why") or question.get("why", ""),
        "text": stored.get("text") or reply.text,
        "audio": audio,
        "start_s": round(reply.start_s, 2),
        "end_s": round(reply.end_s, 2),
        "cut": bool(stored.get("cut", reply.status != "completed")),
        "latency_ms": latencies(reply),
    }


def _answer(
    answer: CandidateTurn, stored: Mapping[str, Any], given: Sequence[Given]
) -> dict[str, Any]:
    middle_s = (answer.start_s + answer.end_s) / 2
    files = [each.name for each in given if each.start_s <= middle_s <= each.end_s]
    return {
        "role": "candidate",
        "kind": stored.get("kind") or "answer",
        "why": "",
        "text": stored.get("text") or answer.text,
        "audio": files[0] if files else None,
        "start_s": round(answer.start_s, 2),
        "end_s": round(answer.end_s, 2),
        "cut": False,
        "latency_ms": dict.fromkeys(LATENCIES),
    }


def save_sound(folder: Path, conversation: Conversation, card: SoundCard) -> dict[str, str]:
    """Write one WAV for each reply, and the conversation with the candidate on the left and the
    interviewer on the right; the files by item, the conversation's under ""."""
    files: dict[str, str] = {}
    replies = [reply for reply in conversation.replies if reply.playing.played]
    for number, reply in enumerate(replies, 1):
        path = folder / f"interviewer-{number:02d}.wav"
        write_wav(path, AudioChunk(reply.playing.samples, OUTPUT_RATE_HZ))
        files[reply.item_id] = str(path)
    candidate, interviewer = card.conversation()
    if len(interviewer):
        left = resample(candidate, ENGINE_RATE_HZ, OUTPUT_RATE_HZ)
        frames = min(len(left), len(interviewer))
        both = np.stack([left[:frames], interviewer[:frames]], axis=1)
        path = folder / "conversation.wav"
        soundfile.write(path, both, OUTPUT_RATE_HZ, subtype="PCM_16")
        files[""] = str(path)
    return files

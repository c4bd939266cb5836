"""The conversation in words, as it goes on."""

from __future__ import annotations

from collections.abc import Callable

from backend.rehearse.heard import Conversation, Received, Reply
from backend.rehearse.report import kind_of, latencies, unheard

_STAGES = {
    "endpoint": "end noticed",
    "stt_final": "transcript",
    "llm_first_token": "first word",
    "llm_first_sentence": "first sentence",
    "tts_first_audio": "voice",
}


class Narrator:
    """`on_event` is given every event after the conversation has taken it."""

    def __init__(self, conversation: Conversation, say: Callable[[str], None]) -> None:
        self._conversation = conversation
        self._say = say

    def on_event(self, received: Received) -> None:
        event = received.event
        match received.type:
            case "conversation.item.input_audio_transcription.completed":
                self._say(f"\nCandidate: {event['transcript']}")
            case "conversation.item.added" if event["item"].get("role") == "user":
                # A spoken turn comes without its words here.
                for part in event["item"]["content"]:
                    if part.get("text"):
                        self._say(f"\nCandidate: {part['text']}")
            case "response.done":
                self._reply(event["response"]["id"])
            case "interview.turn.measured":
                self._latencies(event["item_id"])
            case "interview.notice" if event["code"] not in {"hold_playback", "resume_playback"}:
                self._say(f"({event['message']})")
            case "error":
                self._say(f"(Error: {event['error']['message']})")
            case "interview.resync":
                self._say("(The server came back, and goes on from what it had stored.)")

    def _reply(self, response_id: str) -> None:
        for reply in self._conversation.replies:
            if reply.response_id == response_id and reply.text:
                kind = kind_of(reply)
                note = "" if kind == "aside" else f" ({kind.replace('_', '-')})"
                cut = " [cut off]" if reply.status == "cancelled" else ""
                self._say(f"\nInterviewer{note}: {reply.text}{cut}")

    def _latencies(self, item_id: str) -> None:
        for reply in self._conversation.replies:
            if reply.item_id == item_id and not unheard(reply) and (line := latency_line(reply)):
                self._say(line)


def latency_line(reply: Reply) -> str:
    """A reply's latencies in words; empty where there are none."""
    times = latencies(reply)
    total = times["voice_to_voice"]
    stages = [
        f"{words} {value:.0f} ms"
        for name, words in _STAGES.items()
        if (value := times[name]) is not None
    ]
    if total is not None:
        detail = f" ({', '.join(stages)})" if stages else ""
        return f"  answered after {total / 1000:.2f} s{detail}"
    return f"  {', '.join(stages)}" if stages else ""

"""What the client knows of the conversation, as the server's events tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backend.rehearse.sound_card import OUTPUT_RATE_HZ, Playing

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """An event of the server's; `at_s` is the loop time at which it came."""

    at_s: float
    event: Event

    @property
    def type(self) -> str:
        return str(self.event["type"])


@dataclass(frozen=True, slots=True)
class Spoken:
    """One answer as it was sent: its place in the conversation, in seconds, and the loop time
    of its last voiced sample (of its last sample where no voice is in it)."""

    start_s: float
    end_s: float
    last_voiced_at: float


@dataclass(eq=False)
class CandidateTurn:
    """A turn of the candidate, as the server heard it. `saved` is its acknowledgement."""

    item_id: str
    start_s: float
    end_s: float
    text: str = ""
    saved: bool = False


@dataclass(eq=False)
class Reply:
    """One response of the interviewer.

    `question` is the interview.question that came with it. `status` is the standard's
    ("completed", "cancelled", "failed"), "lost" where the server went down with it, and "" while
    it is under way.
    """

    response_id: str
    item_id: str
    playing: Playing
    question: Event | None
    after: Spoken | None
    created_s: float
    text: str = ""
    status: str = ""
    latency_ms: dict[str, float] = field(default_factory=dict)

    @property
    def voice_to_voice_ms(self) -> float | None:
        """From the last voiced sample that was sent to the first sound that was received; None
        where it answers no speech, or spoke over it."""
        if self.after is None or self.playing.first_sound_at is None:
            return None
        waited_s = self.playing.first_sound_at - self.after.last_voiced_at
        return round(waited_s * 1000, 1) if waited_s > 0 else None

    @property
    def start_s(self) -> float:
        began_s = self.playing.began_s
        return self.created_s if began_s is None else began_s

    @property
    def end_s(self) -> float:
        return self.start_s + self.playing.played / OUTPUT_RATE_HZ


class Conversation:
    """`take` is given every event in order; `now_s` is the conversation's clock in seconds."""

    def __init__(self, now_s: Callable[[], float], pace: float = 1.0) -> None:
        self._now_s = now_s
        self._pace = pace
        self.turns: list[CandidateTurn | Reply] = []
        self.started: Event = {}
        self.completed = False
        self.resyncs = 0
        self.errors: list[str] = []
        self.notices: list[Event] = []
        self.unanswered = False
        """A turn was sent or heard, and no reply has begun."""
        self._hearing: CandidateTurn | None = None
        self._question: Event | None = None
        self._answered: Spoken | None = None
        self._session_began_s = 0.0
        self._resumed_at = 0
        """The turns from here on were said since the server last gave its whole state."""

    @property
    def replies(self) -> list[Reply]:
        return [turn for turn in self.turns if isinstance(turn, Reply)]

    @property
    def answers(self) -> list[CandidateTurn]:
        return [turn for turn in self.turns if isinstance(turn, CandidateTurn)]

    @property
    def settled(self) -> bool:
        """Nothing is being said, heard or worded on the server's side."""
        begun = any(isinstance(turn, Reply) for turn in self.turns[self._resumed_at :])
        over = all(reply.status for reply in self.replies[-2:])
        return begun and over and self._hearing is None and not self.unanswered

    def typed(self, item_id: str, text: str) -> None:
        """A turn that is sent as text."""
        now_s = self._now_s()
        self.turns.append(CandidateTurn(item_id, now_s, now_s, text))
        self.unanswered = True

    def take(self, event: Event, speech: Spoken | None) -> Reply | None:
        """An event; `speech` is the latest answer. The reply that it begins, if it does."""
        match event["type"]:
            case "session.created":
                self._session_began_s = self._now_s()
            case "interview.started":
                self.started = event
            case "interview.question":
                self._question = event
            case "interview.completed":
                self.completed = True
            case "interview.resync":
                self._resync(speech)
            case "interview.notice":
                self._notice(event)
            case "error":
                self._error(event["error"])
            case "interview.turn.saved":
                for answer in self.answers:
                    answer.saved = answer.saved or answer.item_id == event["item_id"]
            case "response.created":
                return self._begin(event["response"], speech)
            case str(name) if name.startswith("response.") or name == "interview.turn.measured":
                self._reply_event(name, event)
            case str(name) if name.startswith(("input_audio_buffer.", "conversation.item.input")):
                self._heard_event(name, event)
        return None

    def _begin(self, response: Event, speech: Spoken | None) -> Reply:
        reply = Reply(
            response["id"],
            "",
            Playing(response["number"], self._pace),
            self._question,
            None if speech is self._answered else speech,
            self._now_s(),
        )
        self._question, self._answered, self.unanswered = None, speech, False
        self.turns.append(reply)
        return reply

    def _reply_event(self, name: str, event: Event) -> None:
        for reply in reversed(self.replies):
            if name == "interview.turn.measured":
                if reply.item_id == event["item_id"]:
                    reply.latency_ms = event["latency_ms"]
                    return
                continue
            response_id = event.get("response_id") or event.get("response", {}).get("id")
            if reply.response_id != response_id:
                continue
            if name == "response.output_item.added":
                reply.item_id = event["item"]["id"]
            elif name in {"response.output_audio_transcript.delta", "response.output_text.delta"}:
                reply.text += event["delta"]
            elif name == "response.done":
                self._end(reply, event["response"]["status"])
            return

    def _end(self, reply: Reply, status: str) -> None:
        reply.status = status
        reply.playing.held = False
        if status == "completed":
            reply.playing.complete = True
        else:
            # What was not played yet is dropped, as a player that is flushed does.
            reply.playing.cut()

    def _heard_event(self, name: str, event: Event) -> None:
        hearing = self._hearing
        if name.endswith(".speech_started"):
            at_s = self._session_began_s + event["audio_start_ms"] / 1000
            self._hearing = CandidateTurn(event["item_id"], at_s, at_s)
        elif name.endswith(".speech_stopped") and hearing is not None:
            hearing.end_s = self._session_began_s + event["audio_end_ms"] / 1000
        elif name.endswith(".committed"):
            now_s = self._now_s()
            self.turns.append(hearing or CandidateTurn(event["item_id"], now_s, now_s))
            self._hearing, self.unanswered = None, True
        elif name.endswith((".cleared", "transcription.failed")):
            self._hearing = None
        elif name.endswith("transcription.completed"):
            for answer in self.answers:
                if answer.item_id == event["item_id"]:
                    answer.text = event["transcript"]

    def _notice(self, event: Event) -> None:
        if event["code"] in {"hold_playback", "resume_playback"}:
            for reply in self.replies:
                if reply.response_id == event.get("response_id"):
                    reply.playing.held = event["code"] == "hold_playback"
            return
        self.notices.append(event)
        if event["code"].endswith("_unavailable"):
            self.errors.append(event["message"])

    def _error(self, error: Event) -> None:
        self.errors.append(error["message"])
        if error.get("code") in {"not_saved", "internal_error"}:
            self.unanswered = False

    def _resync(self, speech: Spoken | None) -> None:
        """The server knows what was acknowledged, and no more."""
        self.resyncs += 1
        self._resumed_at, self._answered = len(self.turns), speech
        self._hearing, self._question, self.unanswered = None, None, False
        for reply in self.replies:
            if not reply.status:
                self._end(reply, "lost")

"""The product's server, but every answer is replied to by the language model, in full.

Today's interviewer begins each reply with words of its own, so that the model's pace is hidden
behind them. This shows what it costs where it isn't.
"""

from __future__ import annotations

from asyncio import Event
from collections.abc import AsyncIterator

import uvicorn

from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.responder import UserTurn
from backend.config import Config
from backend.domain.ports import Message
from backend.main import create_app
from backend.realtime import sessions
from backend.realtime.responder import InterviewResponder
from backend.server import Server
from backend.supervisor import end_with_parent

SYSTEM = (
    "You interview a candidate for a job. Reply to the answer with one short follow-up question "
    "about something that was said in it."
)

_built: list[Engines] = []


def build(spec: EngineSpec) -> Engines:
    """The product's engines, kept where the responder finds them."""
    _built.append(build_engines(spec))
    return _built[-1]


class AlwaysLlmResponder(InterviewResponder):
    """Stores what the interview stores; only the words of its replies to answers differ."""

    def respond(self, turn: UserTurn, hurry: Event) -> AsyncIterator[str]:
        if turn.cue != "answer":
            return super().respond(turn, hurry)
        messages = (Message("system", SYSTEM), Message("user", turn.text))
        return _built[-1].llm.stream(messages, max_tokens=60)


def main() -> None:
    # Sessions make their responders themselves, so theirs is exchanged by name.
    vars(sessions)["InterviewResponder"] = AlwaysLlmResponder
    config = Config()
    end_with_parent()
    app = create_app(config, build=build)
    Server(uvicorn.Config(app, host=config.host, port=config.port, log_level="warning")).run()


if __name__ == "__main__":
    main()

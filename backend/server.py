"""The server process that `ihr serve` starts: uvicorn, as iHR wants it.

It ends when its standard input does, which is when the supervisor is gone.
"""

from __future__ import annotations

import logging
import re
import socket
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

from backend.config import Config
from backend.main import create_app
from backend.realtime.socket_protocol import WebSocketProtocol
from backend.supervisor import end_with_parent

WS_MAX_BYTES = 1_048_576
"""The longest JSON event; binary frames are held to less where they are read."""


class WithoutQuery(logging.Filter):
    """Cuts the query off every address in a log line: one-time tickets travel there."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                argument.partition("?")[0] if isinstance(argument, str) else argument
                for argument in record.args
            )
        return True


class PlainStartup(logging.Filter):
    """Says why the server can't start in one sentence, where the reason is one for the person.

    Any other error keeps its traceback, which is what its reader needs.
    """

    reasons = re.compile(r"\S*(?:StartupError|WeightsMissing|EngineError): (.*)")

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg).rstrip()
        if text.startswith("Traceback") and (
            reason := self.reasons.fullmatch(text.rpartition("\n")[2])
        ):
            record.msg = reason[1]
        return True


def log_config(level: str) -> dict[str, Any]:
    """Everything of ours and of uvicorn's to standard error, at `level`; no addresses' queries."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "without_query": {"()": WithoutQuery},
            "plain_startup": {"()": PlainStartup},
        },
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["without_query", "plain_startup"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "audio_pipeline": {"level": level.upper()},
            "backend": {"level": level.upper()},
            # Says when it starts and every address asked for; here ready() says the first.
            "uvicorn": {"level": "WARNING"},
        },
    }


class Server(uvicorn.Server):
    """uvicorn that says in plain words when it is ready."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
            address = f"[{shown}]" if ":" in shown else shown
            sys.stdout.write(f"iHR is ready: http://{address}:{port}\n")
            sys.stdout.flush()


def uvicorn_config(config: Config, app: FastAPI) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        log_config=log_config(config.log_level),
        access_log=False,
        ws=WebSocketProtocol,
        ws_max_size=WS_MAX_BYTES,
        ws_per_message_deflate=False,
        # Sessions are told to end at once; what they still save takes seconds, not minutes.
        timeout_graceful_shutdown=20,
        server_header=False,
    )


def main() -> None:
    config = Config()
    end_with_parent()
    Server(uvicorn_config(config, create_app(config))).run()


if __name__ == "__main__":
    main()

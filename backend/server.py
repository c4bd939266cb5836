"""The server process that `ihr serve` starts: uvicorn, as iHR wants it.

It ends when its standard input does, which is when the supervisor is gone.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from fastapi import FastAPI

from backend.config import Config
from backend.logs import log_config
from backend.main import create_app
from backend.realtime.sessions import Sessions
from backend.realtime.socket_protocol import WebSocketProtocol
from backend.supervisor import end_with_parent

WS_MAX_BYTES = 1_048_576
"""The longest JSON event; binary frames are held to less where they are read."""


class Server(uvicorn.Server):
    """uvicorn that says in plain words when it is ready, and lets conversations finish: asked to
    stop, it answers on for a while and says that it isn't ready any more, so that whoever sends
    people here sends them elsewhere."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
            address = f"[{shown}]" if ":" in shown else shown
            sys.stdout.write(f"iHR is ready: http://{address}:{port}\n")
            sys.stdout.flush()

    async def on_tick(self, counter: int) -> bool:
        leaving = await super().on_tick(counter)
        return leaving and (self.force_exit or self._sessions().drain())

    def _sessions(self) -> Sessions:
        app: FastAPI = self.config.app  # type: ignore[assignment]  # it is ours, of many it may be
        sessions: Sessions = app.state.voice_sessions
        return sessions


def uvicorn_config(config: Config, app: FastAPI) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        host=config.host,
        port=config.port,
        log_config=log_config(config.log_level, config.log_format),
        # Requests are logged by `backend.request_log`.
        access_log=False,
        proxy_headers=bool(config.trusted_proxies),
        forwarded_allow_ips=config.trusted_proxies,
        ws=WebSocketProtocol,
        ws_max_size=WS_MAX_BYTES,
        ws_per_message_deflate=False,
        # Sessions are told to end at once; what they still save takes seconds, not minutes.
        timeout_graceful_shutdown=20,
        server_header=False,
    )


def main() -> None:
    config = Config()
    end_with_parent(config.grace_s)
    Server(uvicorn_config(config, create_app(config))).run()


if __name__ == "__main__":
    main()

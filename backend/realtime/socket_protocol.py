"""uvicorn's WebSocket protocol, for clients that are refused and for those that don't read.

The unread data of the latter keeps uvicorn from sending the close frame, and the connection
from closing, for as long as they care to stay.
"""

from __future__ import annotations

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGER_S = 10.0
"""What a client gets to read the rest, as uvicorn gives it to answer a close frame."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.close":
            # The last frame may wait behind the unread ones: nothing more is added to them.
            self.writable.set()
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            # A refusal completes the handshake too; uvicorn would log it as a fault of ours.
            self.handshake_complete = True

    async def run_asgi(self) -> None:
        try:
            await super().run_asgi()
        finally:
            # Does nothing to a connection that is closed by then.
            self.loop.call_later(LINGER_S, self.transport.abort)

"""A mail server of a few lines, which keeps what it is given."""

from __future__ import annotations

import asyncio
import base64
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import cast


@dataclass
class Sink:
    """`seen` are the commands in order, without their arguments. With `tls` it offers STARTTLS;
    `refuses` is a command that it answers with an error."""

    tls: ssl.SSLContext | None = None
    refuses: str = ""
    port: int = 0
    seen: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)
    secure: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink.test\r\n")
        try:
            while line := await reader.readline():
                command, _, rest = line.decode().strip().partition(" ")
                command = command.upper()
                self.seen.append(command)
                answer = b"554 No\r\n" if command == self.refuses else self._answer(command, rest)
                writer.write(answer)
                await writer.drain()
                if command == "STARTTLS":
                    await writer.start_tls(cast(ssl.SSLContext, self.tls))
                    self.secure = True
                elif answer.startswith(b"354"):
                    data = await reader.readuntil(b"\r\n.\r\n")
                    message = email.message_from_bytes(data[:-5], policy=policy.default)
                    self.messages.append(message)
                    writer.write(b"250 Kept\r\n")
                elif command == "QUIT":
                    break
        except (ConnectionError, ssl.SSLError):
            pass  # a client that didn't like the certificate
        finally:
            writer.close()

    def _answer(self, command: str, rest: str) -> bytes:
        match command:
            case "EHLO":
                offers = ["sink.test", "AUTH PLAIN", "8BITMIME"]
                offers += ["STARTTLS"] if self.tls and not self.secure else []
                lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
                return "".join(f"{line}\r\n" for line in lines).encode()
            case "STARTTLS":
                return b"220 Go on\r\n"
            case "AUTH":
                self.passwords.append(base64.b64decode(rest.partition(" ")[2]))
                return b"235 Welcome\r\n"
            case "RCPT":
                self.recipients.append(rest)
                return b"250 OK\r\n"
            case "DATA":
                return b"354 Go on\r\n"
            case "QUIT":
                return b"221 Bye\r\n"
            case _:
                return b"250 OK\r\n"


@asynccontextmanager
async def listening(
    *, tls: ssl.SSLContext | None = None, at_once: bool = False, refuses: str = ""
) -> AsyncIterator[Sink]:
    """A sink on a free port of this machine. `at_once` speaks TLS from the first byte, as smtps
    has it; otherwise `tls` is offered."""
    sink = Sink(None if at_once else tls, refuses)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, ssl=tls if at_once else None)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink

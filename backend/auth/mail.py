"""Handing in an e-mail, where a server for that is configured."""

from __future__ import annotations

import asyncio
import logging
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from backend.config import Config

log = logging.getLogger(__name__)

TIMEOUT_S = 10
PORTS = {"smtp": 587, "smtps": 465}


class Mail:
    def __init__(self, config: Config) -> None:
        self._url = config.smtp_url.get_secret_value() if config.smtp_url else ""
        self._sender = config.mail_from or "iHR <no-reply@localhost>"

    @property
    def configured(self) -> bool:
        return bool(self._url)

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand it in; a failure is logged without the address and goes no further: who asked
        must not learn from it whether there is such an account."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message.set_content(text)
        try:
            await asyncio.to_thread(self._hand_in, message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.error("an e-mail could not be sent: %s", type(error).__name__)

    def _hand_in(self, message: EmailMessage) -> None:
        parts = urlsplit(self._url)
        host, port = parts.hostname or "localhost", parts.port or PORTS.get(parts.scheme, 25)
        client = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with client(host, port, timeout=TIMEOUT_S) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

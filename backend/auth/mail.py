"""Handing in an e-mail, where a server for that is configured."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from backend.config import Config

log = logging.getLogger(__name__)

TIMEOUT_S = 10
PORTS = {"smtp": 587, "smtps": 465}


class Mail:
    """Over TLS wherever the server offers it, whose certificate must be good; a password is sent
    to no other server but one on this machine."""

    def __init__(self, config: Config) -> None:
        self._url = urlsplit(config.smtp_url.get_secret_value() if config.smtp_url else "")
        self._sender = config.mail_from or "iHR <no-reply@localhost>"

    @property
    def configured(self) -> bool:
        return bool(self._url.scheme)

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand it in; a failure is logged without the address and goes no further: who asked
        must not learn from it whether there is such an account."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message["Date"] = formatdate()
        domain = parseaddr(self._sender)[1].rpartition("@")[2]
        message["Message-ID"] = make_msgid(domain=domain or "localhost")
        message.set_content(text)
        try:
            await asyncio.to_thread(self._hand_in, message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.error("an e-mail could not be sent: %s", type(error).__name__)

    def _hand_in(self, message: EmailMessage) -> None:
        with self._connected() as server:
            server.ehlo_or_helo_if_needed()
            secure = self._url.scheme == "smtps"
            if not secure and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                secure = True
            if self._url.username:
                if not secure and not _is_here(self._url.hostname or ""):
                    raise smtplib.SMTPNotSupportedError("no TLS, so no password")
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        port = self._url.port or PORTS[self._url.scheme]
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, port, timeout=TIMEOUT_S)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

"""E-mail to a real server: what arrives, what is never sent in the clear, and what goes wrong."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from httpx import ASGITransport, AsyncClient
from pydantic import ValidationError

from backend.auth.mail import Mail
from backend.config import Config
from backend.main import create_app
from tests.backend.auth.smtp_sink import Sink, listening
from tests.backend.conftest import PASSWORD, changed, make_config, register


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, which nobody trusts unless told so."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "sink.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody whom this machine trusts had signed it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def mail_to(sink: Sink, home: Path, scheme: str = "smtp", who: str = "") -> Mail:
    url = f"{scheme}://{who}127.0.0.1:{sink.port}"
    return Mail(make_config(home, smtp_url=url, mail_from="iHR <ihr@example.org>"))


async def test_a_forgotten_password_through_a_real_server(config: Config) -> None:
    async with listening() as sink:
        app = create_app(
            changed(
                config,
                smtp_url=f"smtp://127.0.0.1:{sink.port}",
                mail_from="iHR <ihr@example.org>",
                public_url="https://ihr.example",
            )
        )
        transport = ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=transport, base_url="http://ihr.test") as client,
        ):
            options = (await client.get("/auth/options")).json()
            assert options["password_reset_by_mail"]
            await register(client, "ada")
            for address in ("ada@example.org", "nobody@example.org"):
                answer = await client.post("/auth/password/forgot", json={"email": address})
                assert (answer.status_code, answer.content) == (202, b"")
            (message,) = sink.messages
            assert sink.recipients == ["TO:<ada@example.org>"]
            assert (message["From"], message["To"]) == ("iHR <ihr@example.org>", "ada@example.org")
            assert message["Date"]
            assert message["Message-ID"].endswith("@example.org>")
            found = re.search(r"https://ihr\.example/login/#reset=(\S+)", message.get_content())
            assert found
            new = {"token": found.group(1), "new_password": "another horse battery"}
            assert (await client.post("/auth/password/reset", json=new)).status_code == 204
            form = {"username": "ada", "password": new["new_password"]}
            assert (await client.post("/auth/token", data=form)).status_code == 200
            form["password"] = PASSWORD
            assert (await client.post("/auth/token", data=form)).status_code == 401


@pytest.mark.usefixtures("trusted")
async def test_tls_is_taken_where_it_is_offered(tmp_path: Path, server_tls: ssl.SSLContext) -> None:
    async with listening(tls=server_tls) as sink:
        await mail_to(sink, tmp_path, who="ada:p%40ss@").send("bob@example.org", "Hello", "Text")
    assert sink.secure
    assert sink.seen.index("STARTTLS") < sink.seen.index("AUTH") < sink.seen.index("MAIL")
    assert sink.passwords == [b"\0ada\0p@ss"]
    assert len(sink.messages) == 1


@pytest.mark.usefixtures("trusted")
async def test_smtps_is_secure_from_the_first_byte(
    tmp_path: Path, server_tls: ssl.SSLContext
) -> None:
    async with listening(tls=server_tls, at_once=True) as sink:
        await mail_to(sink, tmp_path, "smtps", "ada:pass@").send("bob@example.org", "Hi", "Text")
    assert "STARTTLS" not in sink.seen
    assert sink.passwords == [b"\0ada\0pass"]
    assert len(sink.messages) == 1


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_certificate_that_nobody_vouches_for(
    tmp_path: Path, server_tls: ssl.SSLContext, at_once: bool, caplog: pytest.LogCaptureFixture
) -> None:
    scheme = "smtps" if at_once else "smtp"
    async with listening(tls=server_tls, at_once=at_once) as sink:
        await mail_to(sink, tmp_path, scheme, "ada:pass@").send("bob@example.org", "Hi", "Text")
    assert (sink.passwords, sink.messages) == ([], [])
    assert [
        record.getMessage() for record in caplog.records if record.name.startswith("backend")
    ] == ["an e-mail could not be sent: SSLCertVerificationError"]


async def test_no_password_in_the_clear_to_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening() as sink:
        await mail_to(sink, tmp_path, who="ada:pass@").send("bob@example.org", "Hi", "Text")
        assert sink.passwords == [b"\0ada\0pass"]
        monkeypatch.setattr("backend.auth.mail._is_here", lambda _host: False)
        await mail_to(sink, tmp_path, who="ada:pass@").send("bob@example.org", "Hi", "Text")
    assert len(sink.passwords) == len(sink.messages) == 1


@pytest.mark.parametrize("refuses", ["MAIL", "RCPT", "DATA"])
async def test_a_refusal_is_noted_without_the_address(
    tmp_path: Path, refuses: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(refuses=refuses) as sink:
        await mail_to(sink, tmp_path).send("bob@example.org", "Hi", "Text")
    assert sink.messages == []
    assert "an e-mail could not be sent" in caplog.text
    assert "bob" not in caplog.text


async def test_a_server_that_is_not_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as sink:
        pass
    await asyncio.wait_for(mail_to(sink, tmp_path).send("bob@example.org", "Hi", "Text"), 10)
    assert "ConnectionRefusedError" in caplog.text


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp:mail"])
def test_an_address_that_is_none_is_told_at_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValidationError, match="smtp://"):
        make_config(tmp_path, smtp_url=url)

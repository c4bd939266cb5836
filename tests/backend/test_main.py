from __future__ import annotations

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from backend.cli_openapi import document
from backend.config import Config
from backend.errors import StartupError
from backend.main import create_app, engine_spec
from backend.pages import Part, content_policy, privacy, root_page
from tests.backend.conftest import make_config

pytestmark = pytest.mark.one_database("about the application around what is stored")


async def test_the_root_page_says_what_runs_and_how_to_rehearse(client: AsyncClient) -> None:
    page = await client.get("/")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "ihr rehearse" in page.text
    assert "Everything stays on this machine" in page.text
    assert page.text.count("<tr>") == 6
    assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]


def test_remote_engines_are_named() -> None:
    here, there = Part("stt", "whisper", "this machine"), Part("llm", "big", "api.example.org")
    other = Part("tts", "voice", "tts.example.org")
    assert privacy([here, there]).startswith("Part of what is said is sent to api.example.org.")
    assert "api.example.org and tts.example.org" in privacy([there, other, there])


def test_names_of_engines_cannot_break_the_page() -> None:
    page = root_page([Part("stt", "<script>alert(1)</script>$x", "<b>")])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "'none'" in content_policy(page)


async def test_a_server_with_an_old_database_does_not_start(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path))
    with pytest.raises(StartupError, match="ihr db upgrade"):
        async with app.router.lifespan_context(app):
            raise AssertionError("it started")


async def test_it_starts_twice_in_a_row(config: Config) -> None:
    for _ in range(2):
        app = create_app(config)
        async with app.router.lifespan_context(app):
            transport = ASGITransport(app)
            async with AsyncClient(transport=transport, base_url="http://ihr.test") as client:
                assert (await client.get("/readyz")).status_code == 200


def test_the_configuration_reaches_the_engines(tmp_path: Path) -> None:
    config = make_config(
        tmp_path,
        profile="small",
        engines="real",
        llm_base_url="http://h/v1",
        llm_api_key="canary",
        database_url="sqlite+aiosqlite:///canary",
    )
    spec = engine_spec(config)
    assert (spec.profile, spec.scripted, spec.weights_dir) == ("small", False, tmp_path / "weights")
    assert (spec.llm_base_url, spec.llm_api_key) == ("http://h/v1", "canary")
    elsewhere = engine_spec(
        config.model_copy(update={"weights": tmp_path / "read-only" / "weights"})
    )
    assert elsewhere.weights_dir == tmp_path / "read-only" / "weights"
    assert elsewhere.writable_dir == spec.writable_dir == tmp_path
    assert "canary" not in repr(config)


def test_only_our_variables_select_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere/v1")
    monkeypatch.setenv("IHR_PORT", "8123")
    monkeypatch.setenv("IHR_LLM_MODEL", "")
    config = Config()
    assert (config.port, config.llm_base_url, config.llm_model) == (8123, None, None)
    assert config.resolved_database_url == f"sqlite+aiosqlite:///{tmp_path / '.ihr' / 'ihr.db'}"


def test_the_document_describes_every_route_and_its_errors() -> None:
    paths = document()["paths"]
    assert {"/auth/register", "/auth/token", "/interviews", "/interviews/{interview_id}"} <= set(
        paths
    )
    assert "/" not in paths
    created = paths["/interviews"]["post"]
    assert {"201", "401", "422"} <= set(created["responses"])
    assert created["security"] == [{"OAuth2PasswordBearer": []}]

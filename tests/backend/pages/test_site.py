"""The built web application as the server hands it out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from backend.config import Config
from backend.main import create_app
from backend.pages.site import page_policy

pytestmark = pytest.mark.one_database("files know no database")

SCRIPT = "self.__next_f=self.__next_f||[]"
PAGE = f'<html><script src="/_next/static/a.js"></script><script>{SCRIPT}</script></html>'
HTML = {"accept": "text/html,*/*"}


@pytest.fixture
async def browser(config: Config, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    folder = tmp_path / "out"
    for name in ("index.html", "404.html", "login/index.html", "interviews/index.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE)
    (folder / "interviews" / "index.txt").write_text("payload")
    (folder / "_next" / "static").mkdir(parents=True)
    (folder / "_next" / "static" / "a.js").write_text("1")
    app = create_app(config.model_copy(update={"web_dir": folder}))
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://test") as client,
    ):
        yield client


async def test_pages_come_beside_the_api(browser: AsyncClient) -> None:
    for path in ("/", "/login/", "/interviews/"):
        page = await browser.get(path, headers=HTML)
        assert (page.status_code, page.text) == (200, PAGE)
        assert page.headers["Cache-Control"] == "no-cache"
    assert (await browser.get("/interviews/index.txt")).text == "payload"
    assert (await browser.get("/livez")).json() == {"status": "alive"}
    assert (await browser.get("/interviews/history")).status_code == 401


async def test_hashed_names_are_kept_for_good(browser: AsyncClient) -> None:
    script = await browser.get("/_next/static/a.js")
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    missing = await browser.get("/_next/static/b.js", headers=HTML)
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-cache"


async def test_scripts_run_by_their_hash_alone(browser: AsyncClient) -> None:
    policy = (await browser.get("/login/", headers=HTML)).headers["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "connect-src 'self' ws://test wss://test;" in policy
    assert "default-src 'none'" in policy


async def test_a_page_that_has_not_changed_keeps_its_policy(browser: AsyncClient) -> None:
    page = await browser.get("/login/", headers=HTML)
    again = await browser.get("/login/", headers=HTML | {"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    policy = "Content-Security-Policy"
    assert again.headers[policy] == page.headers[policy]


def test_a_host_that_is_none_gets_into_no_policy(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(PAGE)
    policy = page_policy(page, "evil; script-src *")
    assert "evil" not in policy
    assert policy.count("script-src") == 1


async def test_what_is_not_there(browser: AsyncClient) -> None:
    page = await browser.get("/nothing", headers=HTML)
    assert (page.status_code, page.text) == (404, PAGE)
    told = await browser.get("/nothing", headers={"accept": "application/json"})
    assert told.status_code == 404
    assert told.headers["Content-Type"] == "application/problem+json"
    assert (await browser.get("/../pyproject.toml", headers=HTML)).status_code == 404

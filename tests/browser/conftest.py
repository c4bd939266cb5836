"""A real browser before the real server: pages as people meet them, and a voice for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts import build_web, find_chromium
from tests.browser.people import Person
from tests.e2e.serving import Served, served

MICROPHONE = Path(__file__).with_name("microphone.js").read_text(encoding="utf-8")
Open = Callable[..., Page]


# Of the package, not of the session: Playwright's loop runs for as long as it's open, and no test
# that brings a loop of its own can run beside it.
@pytest.fixture(scope="package")
def web() -> None:
    """The build that `make test` has made of these sources."""
    if not build_web.is_built(build_web.fingerprint()):
        pytest.fail("The web application isn't built: run `python -m scripts.build_web`.")


@pytest.fixture(scope="package")
def server(
    web: None, weights_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("browser")
    (home / "weights").symlink_to(weights_dir, target_is_directory=True)
    # At the pace of people: a browser plays what it hears, and can't be hurried.
    with served(home, IHR_MAX_INGEST_RATE="1", IHR_RATE_LIMIT_SCALE="0") as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_chromium.found()
    if path is None:
        pytest.fail(find_chromium.HINT)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=find_chromium.arguments())
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser, server: Served) -> Iterator[Open]:
    """Opens pages of contexts of their own; an error in any page's console fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        *,
        width: int = 1280,
        height: int = 800,
        microphone: bool = True,
        dark: bool = False,
        touch: bool = False,
        errors_expected: bool = False,
        at: str = "",
    ) -> Page:
        context = browser.new_context(
            base_url=at or server.url,
            viewport={"width": width, "height": height},
            permissions=["microphone"] if microphone else [],
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        if microphone:
            context.add_init_script(MICROPHONE)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if not errors_expected:
            page.on(
                "console",
                lambda message: (
                    complaints.append(message.text) if message.type == "error" else None
                ),
            )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def person(opened: Open, server: Served) -> Callable[..., Person]:
    """Somebody with a new account, signed in."""

    def arrive(name: str, **how: bool | int | str) -> Person:
        someone = Person(opened(**how), name)
        someone.register()
        return someone

    return arrive

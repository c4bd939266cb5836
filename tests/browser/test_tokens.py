"""What somebody is signed in with lies where no script can read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.people import Person

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

READABLE = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, window.name, history.state,
  await indexedDB.databases(), await caches.keys(),
])"""
"""Everything that a script which got into the page could carry away."""
BEGINS_A_JWT = "eyJ"


def test_no_token_is_kept_where_a_script_can_read_it(person: Callable[..., Person]) -> None:
    someone = person("keeper")
    page = someone.page
    with page.expect_response("**/auth/refresh") as renewed:
        page.goto("/settings/")
    assert renewed.value.status == 200, "the cookie alone signs in again"
    page.wait_for_load_state("networkidle")
    access = renewed.value.json()["access_token"]
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    readable = page.evaluate(READABLE)
    assert BEGINS_A_JWT in access
    for secret in (access, cookie["value"], BEGINS_A_JWT):
        assert secret not in readable
    assert "refresh_token" not in readable
    assert renewed.value.json().get("refresh_token") is None

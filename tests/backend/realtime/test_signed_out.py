"""Whoever is signed out is out of the conversation too, within two seconds, however it came."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from sqlalchemy import update

from backend.admin import people
from backend.database import transaction
from backend.dependencies import Services
from models import User
from models.base import now_utc
from tests.backend.conftest import PASSWORD
from tests.backend.realtime.serving import LiveServer

T = TypeVar("T")

OUT_WITHIN_S = 2.0
MARGIN_S = 3.0
"""For a machine that has other things to do; what is promised is what the server goes by."""
NEW = {"old_password": PASSWORD, "new_password": "another horse battery"}


async def there(live: LiveServer, work: Coroutine[Any, Any, T]) -> T:
    """Do something on the server's own loop."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, live.loop))


async def asked(live: LiveServer, method: str, path: str, who: str, **options: Any) -> int:
    answer = await asyncio.to_thread(live.request, method, path, who, **options)
    return answer.status_code


async def elsewhere(live: LiveServer, who: str) -> None:
    """Sign in once more; what is asked from now on comes from there."""
    form = {"username": who, "password": PASSWORD}
    answer = await asyncio.to_thread(live.request, "POST", "/auth/token", "", data=form)
    live.tokens[who] = answer.json()["access_token"]


async def administrator(live: LiveServer) -> str:
    who = live.new_person()
    await asyncio.to_thread(live.token, who)
    services: Services = live.app.state.services

    async def promote() -> None:
        async with transaction(services.sessions) as db:
            await people.set_role(db, None, await people.named(db, who), "admin")

    await there(live, promote())
    return who


async def logout(live: LiveServer, who: str) -> None:
    assert await asked(live, "POST", "/auth/logout", who) == 204


async def logout_everywhere(live: LiveServer, who: str) -> None:
    await elsewhere(live, who)
    assert await asked(live, "POST", "/auth/logout", who, json={"everywhere": True}) == 204


async def password_change(live: LiveServer, who: str) -> None:
    await elsewhere(live, who)
    assert await asked(live, "PUT", "/auth/password", who, json=NEW) == 204


async def deletion(live: LiveServer, who: str) -> None:
    assert await asked(live, "DELETE", "/me", who, json={"password": PASSWORD}) == 204


async def disabling(live: LiveServer, who: str) -> None:
    admin = await administrator(live)
    found = await asyncio.to_thread(live.request, "GET", f"/admin/users?search={who}", admin)
    (person,) = found.json()["items"]
    path = f"/admin/users/{person['id']}"
    assert await asked(live, "PATCH", path, admin, json={"disabled": True}) == 200


async def expiry(live: LiveServer, who: str) -> None:
    services: Services = live.app.state.services

    async def end() -> None:
        async with transaction(services.sessions) as db:
            mine = update(User).where(User.username == who)
            await db.execute(mine.values(guest=True, expires_at=now_utc()))

    await there(live, end())


@pytest.mark.parametrize(
    "ends", [logout, logout_everywhere, password_change, deletion, disabling, expiry]
)
async def test_the_conversation_ends_with_the_sign_in(live: LiveServer, ends: Any) -> None:
    who = live.new_person()
    async with live.socket(who) as talker:
        await talker.update()
        await talker.wait("interview.question")
        await ends(live, who)
        began = time.monotonic()
        code, reason = await talker.closed()
        assert time.monotonic() - began < OUT_WITHIN_S + MARGIN_S
        assert (code, reason) == (1008, "You have been signed out.")


async def test_the_others_go_on(live: LiveServer) -> None:
    here, other = live.new_person(), live.new_person()
    async with live.socket(here) as mine, live.socket(other) as theirs:
        for talker in (mine, theirs):
            await talker.update()
            await talker.wait("response.done")
        await logout(live, here)
        await mine.closed()
        assert await theirs.complete_a_turn()

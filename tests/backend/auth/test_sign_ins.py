"""Sign-ins: renewing, racing, theft, and that an end is an end everywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, update

from backend.auth.sign_ins import RACE_S
from backend.cookies import CLIENT_HEADER, WEB_CLIENT
from backend.database import SessionMaker, reading, transaction
from backend.dependencies import Services
from models import RefreshToken, User
from models.base import now_utc
from tests.backend.conftest import PASSWORD, register

WEB = {CLIENT_HEADER: WEB_CLIENT}
FORM = {"username": "ada", "password": PASSWORD}


async def signed_in_pair(client: AsyncClient) -> dict[str, str]:
    await register(client, "ada")
    answer = await client.post("/auth/token", data=FORM)
    pair: dict[str, str] = answer.json()
    return pair


def bearer(pair: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {pair['access_token']}"}


async def renewed(client: AsyncClient, pair: dict[str, str]) -> tuple[int, dict[str, str]]:
    answer = await client.post("/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    return answer.status_code, answer.json()


async def status(client: AsyncClient, pair: dict[str, str]) -> int:
    return (await client.get("/auth/me", headers=bearer(pair))).status_code


async def let_pass(sessions: SessionMaker, seconds: float) -> None:
    """Every token was used so much earlier."""
    async with transaction(sessions) as db:
        for token in (await db.execute(select(RefreshToken))).scalars():
            if token.used_at is not None:
                token.used_at -= timedelta(seconds=seconds)


async def test_a_refresh_token_is_used_once_and_replaced(client: AsyncClient) -> None:
    first = await signed_in_pair(client)
    code, second = await renewed(client, first)
    assert code == 200
    assert second["refresh_token"] != first["refresh_token"]
    # The older access token belongs to the same sign-in, and lives its minutes out.
    assert [await status(client, each) for each in (first, second)] == [200, 200]


async def test_the_second_of_two_tabs_is_told_to_wait_and_nobody_is_signed_out(
    client: AsyncClient,
) -> None:
    first = await signed_in_pair(client)
    answers = await asyncio.gather(*(renewed(client, first) for _ in range(8)))
    assert sorted(code for code, _ in answers) == [200] + [409] * 7
    winner = next(body for code, body in answers if code == 200)
    assert await status(client, winner) == 200
    assert (await renewed(client, winner))[0] == 200


async def test_a_token_that_comes_again_later_ends_its_family_and_no_other(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    stolen = await signed_in_pair(client)
    other = (await client.post("/auth/token", data=FORM)).json()
    _, latest = await renewed(client, stolen)
    await let_pass(sessions, RACE_S + 1)
    assert (await renewed(client, stolen))[0] == 401
    assert (await renewed(client, latest))[0] == 401
    assert [await status(client, each) for each in (stolen, latest, other)] == [401, 401, 200]


async def test_only_the_direct_predecessor_may_race(client: AsyncClient) -> None:
    first = await signed_in_pair(client)
    _, second = await renewed(client, first)
    _, third = await renewed(client, second)
    assert (await renewed(client, first))[0] == 401
    assert await status(client, third) == 401


@pytest.mark.parametrize("token", ["", "x", "x" * 128, "\ud800", "é" * 40])
async def test_what_is_no_refresh_token(client: AsyncClient, token: str) -> None:
    answer = await client.post(
        "/auth/refresh",
        content=f'{{"refresh_token": "{token}"}}'.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (401, 422)


async def test_an_expired_refresh_token(client: AsyncClient, sessions: SessionMaker) -> None:
    pair = await signed_in_pair(client)
    async with transaction(sessions) as db:
        await db.execute(update(RefreshToken).values(expires_at=now_utc()))
    assert (await renewed(client, pair))[0] == 401
    assert await status(client, pair) == 401


async def test_signing_out_here_ends_both_tokens_and_leaves_other_places(
    client: AsyncClient,
) -> None:
    here = await signed_in_pair(client)
    there = (await client.post("/auth/token", data=FORM)).json()
    assert (await client.post("/auth/logout", headers=bearer(here))).status_code == 204
    assert (await renewed(client, here))[0] == 401
    assert [await status(client, each) for each in (here, there)] == [401, 200]
    everywhere = await client.post("/auth/logout", json={"everywhere": True}, headers=bearer(there))
    assert everywhere.status_code == 204
    assert await status(client, there) == 401


async def test_a_new_password_signs_out_everywhere_else(client: AsyncClient) -> None:
    here = await signed_in_pair(client)
    there = (await client.post("/auth/token", data=FORM)).json()
    change = {"old_password": PASSWORD, "new_password": "an even better horse battery"}
    wrong = await client.put(
        "/auth/password", json=change | {"old_password": "no"}, headers=bearer(here)
    )
    assert wrong.status_code == 403
    assert [each["field"] for each in wrong.json()["errors"]] == ["password"]
    done = await client.put("/auth/password", json=change, headers=bearer(here))
    assert done.status_code == 204
    assert [await status(client, each) for each in (here, there)] == [200, 401]
    assert (await client.post("/auth/token", data=FORM)).status_code == 401
    good = FORM | {"password": change["new_password"]}
    assert (await client.post("/auth/token", data=good)).status_code == 200


async def test_a_disabled_account_is_out_at_once(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    pair = await signed_in_pair(client)
    async with transaction(sessions) as db:
        await db.execute(update(User).values(disabled_at=now_utc()))
    assert await status(client, pair) == 401
    assert (await renewed(client, pair))[0] == 401
    assert (await client.post("/auth/token", data=FORM)).status_code == 403
    wrong = FORM | {"password": "something else"}
    assert (await client.post("/auth/token", data=wrong)).status_code == 401


async def test_a_browser_gets_a_cookie_that_no_script_can_read(client: AsyncClient) -> None:
    await register(client, "ada")
    answer = await client.post("/auth/token", data=FORM, headers=WEB)
    assert answer.json()["refresh_token"] is None
    parts = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")}
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    assert "secure" not in parts  # plain http, on one's own machine

    renewed = await client.post("/auth/refresh", headers=WEB)
    assert renewed.status_code == 200
    assert renewed.headers["Set-Cookie"] != answer.headers["Set-Cookie"]

    out = await client.post("/auth/logout", headers=WEB | bearer(renewed.json()))
    assert 'ihr-refresh=""' in out.headers["Set-Cookie"]
    assert (await client.post("/auth/refresh", headers=WEB)).status_code == 401


async def test_over_https_the_cookie_is_bound_to_the_host(app: FastAPI) -> None:
    from httpx import ASGITransport

    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="https://ihr.test") as client:
        await register(client, "ada")
        answer = await client.post("/auth/token", data=FORM, headers=WEB)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-ihr-refresh=")
        assert "; Secure" in cookie
        assert (await client.post("/auth/refresh", headers=WEB)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {CLIENT_HEADER: "app"},
        WEB | {"Origin": "https://evil.example"},
        WEB | {"Origin": "null"},
        WEB | {"Origin": "http://ihr.test.evil.example"},
    ],
)
async def test_another_site_cannot_use_the_cookie(
    client: AsyncClient, headers: dict[str, str]
) -> None:
    await register(client, "ada")
    await client.post("/auth/token", data=FORM, headers=WEB)
    assert (await client.post("/auth/refresh", headers=headers)).status_code == 403
    # It was not used up by the attempt.
    assert (await client.post("/auth/refresh", headers=WEB)).status_code == 200


async def test_refresh_tokens_are_kept_as_hashes_only(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    pair = await signed_in_pair(client)
    async with reading(sessions) as db:
        token = (await db.execute(select(RefreshToken))).scalar_one()
    assert pair["refresh_token"] not in str(vars(token))


async def test_signing_out_where_only_the_refresh_token_is_left(client: AsyncClient) -> None:
    here = await signed_in_pair(client)
    there = (await client.post("/auth/token", data=FORM)).json()
    for given in ({}, {"refresh_token": "x"}):
        answer = await client.post("/auth/logout", json=given)
        assert answer.status_code == 401
    # An access token that has run out is none.
    stale = {"Authorization": "Bearer stale"}
    body = {"refresh_token": here["refresh_token"]}
    assert (await client.post("/auth/logout", json=body, headers=stale)).status_code == 204
    assert [await status(client, each) for each in (here, there)] == [401, 200]
    everywhere = {"refresh_token": there["refresh_token"], "everywhere": True}
    third = (await client.post("/auth/token", data=FORM)).json()
    assert (await client.post("/auth/logout", json=everywhere)).status_code == 204
    assert [await status(client, each) for each in (there, third)] == [401, 401]


async def test_a_browser_signs_out_by_its_cookie_and_no_other_site_does(
    client: AsyncClient,
) -> None:
    await register(client, "ada")
    pair = (await client.post("/auth/token", data=FORM, headers=WEB)).json()
    assert (await client.post("/auth/logout")).status_code == 403
    evil = WEB | {"Origin": "https://evil.example"}
    assert (await client.post("/auth/logout", headers=evil)).status_code == 403
    assert await status(client, pair) == 200
    out = await client.post("/auth/logout", headers=WEB)
    assert out.status_code == 204
    assert 'ihr-refresh=""' in out.headers["Set-Cookie"]
    assert await status(client, pair) == 401


async def test_a_guests_sign_in_ends_with_the_day(
    client: AsyncClient, app: FastAPI, sessions: SessionMaker
) -> None:
    pair = (await client.post("/auth/guest")).json()
    assert (await renewed(client, pair))[0] == 200
    other = (await client.post("/auth/guest")).json()
    async with reading(sessions) as db:
        families = set((await db.execute(select(RefreshToken.family))).scalars())
    services: Services = app.state.services
    assert await services.sign_ins.ended(families) == set()
    async with transaction(sessions) as db:
        await db.execute(update(User).values(expires_at=now_utc()))
    assert (await renewed(client, other))[0] == 401
    assert await services.sign_ins.ended(families) == families

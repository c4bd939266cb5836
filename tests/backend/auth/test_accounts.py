"""Who may have an account, what a password may be, guests, links, and the end of an account."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from passlib.context import CryptContext
from sqlalchemy import func, select, update

from backend.auth.mail import Mail
from backend.auth.passwords import PasswordHasher
from backend.config import Config
from backend.database import SessionMaker, reading, transaction
from backend.dependencies import Services
from backend.main import create_app
from models import AccountLink, AuditEvent, Base, User
from models.base import now_utc
from tests.backend.conftest import PASSWORD, changed, register, signed_in

ADA = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}


async def client_of(config: Config, **changes: object) -> tuple[FastAPI, AsyncClient]:
    app = create_app(changed(config, **changes))
    return app, AsyncClient(transport=ASGITransport(app), base_url="http://ihr.test")


async def stored_hash(sessions: SessionMaker) -> str:
    async with reading(sessions) as db:
        return (await db.execute(select(User.password_hash))).scalar_one()


async def store_hash(sessions: SessionMaker, value: str) -> None:
    async with transaction(sessions) as db:
        await db.execute(update(User).values(password_hash=value))


@pytest.mark.parametrize(
    "password", ["password1", "PassWord1", "12345678", "qwertyuiop", "aaaaaaaaab", "iloveyou"]
)
async def test_passwords_that_everybody_tries_first(client: AsyncClient, password: str) -> None:
    answer = await client.post("/auth/register", json=ADA | {"password": password})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["password"]


@pytest.mark.usefixtures("real_hashes")
async def test_a_cheap_hash_is_made_again_at_signing_in_and_a_dear_one_stays(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    await register(client, "ada")

    def hashed(memory: int, passes: int) -> str:
        made = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=memory,
            argon2__rounds=passes,
            argon2__parallelism=1,
        ).hash(PASSWORD)
        return str(made)

    form = {"username": "ada", "password": PASSWORD}
    for memory, passes, changes in ((8_192, 1, True), (32_768, 3, False)):
        before = hashed(memory, passes)
        await store_hash(sessions, before)
        assert (await client.post("/auth/token", data=form)).status_code == 200
        assert (await stored_hash(sessions) != before) == changes
        assert (await client.post("/auth/token", data=form)).status_code == 200


@pytest.mark.parametrize(
    "stored", ["", "!", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$x$y", "plain", "$2b$12$x", "é"]
)
async def test_a_damaged_hash_fits_no_password_and_breaks_nothing(
    client: AsyncClient, sessions: SessionMaker, stored: str
) -> None:
    await register(client, "ada")
    await store_hash(sessions, stored)
    form = {"username": "ada", "password": PASSWORD}
    assert (await client.post("/auth/token", data=form)).status_code == 401


@pytest.mark.usefixtures("real_hashes")
async def test_an_unknown_name_costs_the_same_hash(
    client: AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(client, "ada")
    services: Services = app.state.services
    verified: list[str] = []
    real = services.passwords._context.verify

    def counted(secret: str, stored: str) -> bool:
        verified.append(stored.split("$")[3])
        return bool(real(secret, stored))

    monkeypatch.setattr(services.passwords._context, "verify", counted)
    for name in ("ada", "nobody"):
        form = {"username": name, "password": "not the password"}
        assert (await client.post("/auth/token", data=form)).status_code == 401
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_the_cost_is_the_least_that_is_recommended() -> None:
    hasher = PasswordHasher()
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in hasher._nobodys_hash


async def test_a_guest_has_a_day_one_question_and_keeps_it_by_registering(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    made = await client.post("/auth/guest")
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    me = (await client.get("/auth/me", headers=headers)).json()
    assert me["guest"]
    assert me["expires_at"]

    body = {"role": "Chef", "questions": 5}
    first = await client.post("/interviews", json=body, headers=headers)
    assert first.status_code == 201
    assert first.json()["length"] == 1
    assert (await client.post("/interviews", json=body, headers=headers)).status_code == 403

    kept = await client.post("/auth/register", json=ADA, headers=headers)
    assert kept.status_code == 201
    assert kept.json() | {"guest": False, "expires_at": None} == kept.json()
    assert kept.json()["id"] == me["id"]
    mine = await client.get(f"/interviews/{first.json()['id']}", headers=headers)
    assert mine.status_code == 200
    form = {"username": "ada", "password": PASSWORD}
    assert (await client.post("/auth/token", data=form)).status_code == 200
    assert (await client.post("/interviews", json=body, headers=headers)).status_code == 201


async def test_a_guest_is_gone_after_the_day(client: AsyncClient, sessions: SessionMaker) -> None:
    made = await client.post("/auth/guest")
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    async with transaction(sessions) as db:
        await db.execute(update(User).values(expires_at=now_utc()))
    assert (await client.get("/auth/me", headers=headers)).status_code == 401


async def test_closed_doors(config: Config) -> None:
    cases: list[tuple[dict[str, object], str, int]] = [
        ({"registration": "closed"}, "ada@example.org", 403),
        ({"registration": "domain", "registration_domains": ["Example.org"]}, "a@EXAMPLE.ORG", 201),
        ({"registration": "domain", "registration_domains": ["example.org"]}, "a@example.com", 403),
        ({"registration": "domain", "registration_domains": ["le.org"]}, "b@example.org", 403),
        ({"registration": "invitation"}, "c@example.org", 403),
    ]
    for changes, email, code in cases:
        app, client = await client_of(config, **changes)
        async with app.router.lifespan_context(app), client:
            answer = await client.post("/auth/register", json=ADA | {"email": email})
            assert answer.status_code == code, (changes, answer.text)


async def test_an_invitation_works_once(config: Config) -> None:
    app, client = await client_of(config, registration="invitation", guests=False)
    async with app.router.lifespan_context(app), client:
        services: Services = app.state.services
        async with transaction(services.sessions) as db:
            link = services.links.make(db, "invitation")
        token = link.partition("#invitation=")[2]
        assert (await client.post("/auth/register", json=ADA)).status_code == 403
        body = ADA | {"invitation": token}
        # A name that is refused doesn't use the invitation up.
        assert (
            await client.post("/auth/register", json=body | {"password": "password1"})
        ).status_code == 422
        assert (await client.post("/auth/register", json=body)).status_code == 201
        again = body | {"username": "bob", "email": "bob@example.org"}
        assert (await client.post("/auth/register", json=again)).status_code == 403
        assert (await client.post("/auth/guest")).status_code == 403
        options = (await client.get("/auth/options")).json()
        assert options == {
            "registration": "invitation",
            "domains": [],
            "guests": False,
            "password_reset_by_mail": False,
        }


async def test_a_reset_link_sets_a_password_once_and_signs_out(
    client: AsyncClient, app: FastAPI, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    services: Services = app.state.services
    user = await services.accounts.find("ada")
    async with transaction(sessions) as db:
        token = services.links.make(db, "reset", user.id).partition("#reset=")[2]
    body = {"token": token, "new_password": "another horse battery"}
    common = await client.post("/auth/password/reset", json=body | {"new_password": "password1"})
    assert common.status_code == 422
    assert (await client.post("/auth/password/reset", json=body)).status_code == 204
    assert (await client.post("/auth/password/reset", json=body)).status_code == 403
    assert (await client.get("/auth/me", headers=headers)).status_code == 401
    form = {"username": "ada", "password": body["new_password"]}
    assert (await client.post("/auth/token", data=form)).status_code == 200


async def test_a_link_that_is_too_old_or_for_something_else(
    client: AsyncClient, app: FastAPI, sessions: SessionMaker
) -> None:
    await register(client, "ada")
    services: Services = app.state.services
    user = await services.accounts.find("ada")
    async with transaction(sessions) as db:
        old = services.links.make(db, "reset", user.id).partition("#reset=")[2]
        invitation = services.links.make(db, "invitation").partition("#invitation=")[2]
    async with transaction(sessions) as db:
        query = update(AccountLink).where(AccountLink.purpose == "reset")
        await db.execute(query.values(expires_at=now_utc()))
    for token in (old, invitation, "", "x" * 128):
        body = {"token": token, "new_password": "another horse battery"}
        assert (await client.post("/auth/password/reset", json=body)).status_code == 403


async def test_a_new_password_ends_every_other_link(
    client: AsyncClient, app: FastAPI, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    services: Services = app.state.services
    user = await services.accounts.find("ada")

    async def link() -> str:
        async with transaction(sessions) as db:
            return services.links.make(db, "reset", user.id).partition("#reset=")[2]

    async def use(token: str, password: str) -> int:
        body = {"token": token, "new_password": password}
        return (await client.post("/auth/password/reset", json=body)).status_code

    before = await link()
    change = {"old_password": PASSWORD, "new_password": "another horse battery"}
    assert (await client.put("/auth/password", json=change, headers=headers)).status_code == 204
    assert await use(before, "the finder's battery") == 403
    one, other = await link(), await link()
    assert await use(one, "a third horse battery") == 204
    assert await use(other, "the finder's battery") == 403


async def test_without_a_mail_server_the_way_is_told(client: AsyncClient) -> None:
    answer = await client.post("/auth/password/forgot", json={"email": "ada@example.org"})
    assert answer.status_code == 403
    assert "administrator" in answer.json()["detail"]


async def test_too_many_guesses(config: Config) -> None:
    app, client = await client_of(config, rate_limit_scale=1)
    async with app.router.lifespan_context(app), client:
        await register(client, "ada")
        wrong = {"username": "Ada", "password": "not the password"}
        codes = [(await client.post("/auth/token", data=wrong)).status_code for _ in range(11)]
        assert codes == [401] * 10 + [429]
        blocked = await client.post("/auth/token", data=wrong | {"password": PASSWORD})
        assert blocked.status_code == 429
        assert 1 <= int(blocked.headers["Retry-After"]) <= 60
        # Somewhere else the owner gets in.
        elsewhere = ASGITransport(app, client=("192.0.2.7", 1))
        async with AsyncClient(transport=elsewhere, base_url="http://ihr.test") as owner:
            right = {"username": "ada", "password": PASSWORD}
            assert (await owner.post("/auth/token", data=right)).status_code == 200


async def test_who_gets_it_right_starts_anew(config: Config) -> None:
    app, client = await client_of(config, rate_limit_scale=1)
    async with app.router.lifespan_context(app), client:
        await register(client, "ada")
        for _ in range(3):
            for password in ("wrong one", "wrong two", "wrong three", "wrong four", PASSWORD):
                form = {"username": "ada", "password": password}
                answer = await client.post("/auth/token", data=form)
                assert answer.status_code == (200 if password == PASSWORD else 401)


async def test_deleting_an_account_leaves_no_row_of_it(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    await client.post("/interviews", json={}, headers=headers)
    wrong = await client.request("DELETE", "/me", json={"password": "no"}, headers=headers)
    assert wrong.status_code == 403
    gone = await client.request("DELETE", "/me", json={"password": PASSWORD}, headers=headers)
    assert gone.status_code == 204
    assert (await client.get("/auth/me", headers=headers)).status_code == 401
    async with reading(sessions) as db:
        for table in Base.metadata.sorted_tables:
            if "user_id" in table.columns:
                rows = await db.execute(select(func.count()).select_from(table))
                assert rows.scalar_one() == 0, table.name
        actors = (await db.execute(select(AuditEvent.actor_id))).scalars().all()
    assert set(actors) <= {None}


async def test_nobodys_mailbox_is_filled_by_many_machines(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Mail, "_hand_in", lambda _self, message: sent.append(message["To"]))
    app, client = await client_of(config, smtp_url="smtp://mail.test", rate_limit_scale=1)
    async with app.router.lifespan_context(app), client:
        await register(client, "ada")
        codes = []
        for number in range(7):
            transport = ASGITransport(app, client=(f"192.0.2.{number}", 1))
            async with AsyncClient(transport=transport, base_url="http://ihr.test") as other:
                for email in ("Ada@example.org", "nobody@example.org"):
                    answer = await other.post("/auth/password/forgot", json={"email": email})
                    codes.append(answer.status_code)
    # Whether there is such an account can't be told from it.
    assert codes == [202] * 10 + [429] * 4
    assert sent == ["ada@example.org"] * 5

"""Registering, signing in and out, and one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request, Response
from fastapi.security import OAuth2PasswordRequestForm

from backend.auth.schemas import (
    AccountOptions,
    ForgottenPassword,
    PasswordChange,
    PasswordReset,
    Registration,
    Renewal,
    SigningOut,
    TokenView,
    UserView,
)
from backend.auth.sign_ins import Pair
from backend.auth.tokens import ACCESS_TOKEN_S
from backend.cookies import clear_cookie, from_cookie, is_browser, set_cookie
from backend.database import transaction
from backend.dependencies import (
    CurrentSignIn,
    CurrentUser,
    MaybeSignIn,
    MaybeUser,
    Services,
    ServicesDep,
    address_of,
)
from backend.errors import (
    BusyError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    TooManyError,
    UnauthorizedError,
)
from backend.problems import SIGNED_IN_OR_NOT, responses
from models import User

router = APIRouter(prefix="/auth", tags=["accounts"])

RESET_MAIL = """Somebody, probably you, asked to set a new password for your iHR account.

Open this link within an hour:

{link}

If it wasn't you, nothing needs to be done: the link is the only way, and only you have it.
"""


@router.get("/options", summary="How accounts are made on this server")
async def options(services: ServicesDep) -> AccountOptions:
    config = services.config
    return AccountOptions(
        registration=config.registration,
        domains=config.registration_domains,
        guests=config.guests,
        password_reset_by_mail=services.mail.configured,
    )


@router.post(
    "/register",
    status_code=201,
    response_model=UserView,
    summary="Make an account; a guest who is signed in keeps what they did",
    responses=responses(
        UnauthorizedError,
        ForbiddenError,
        ConflictError,
        InvalidInputError,
        TooManyError,
        BusyError,
    ),
    openapi_extra=SIGNED_IN_OR_NOT,
)
async def register(
    registration: Registration, request: Request, visitor: MaybeUser, services: ServicesDep
) -> User:
    await services.limits.take("register", address_of(request))
    return await services.accounts.register(
        registration.username,
        registration.email,
        registration.password,
        invitation=registration.invitation,
        guest=visitor if visitor and visitor.guest else None,
    )


@router.post(
    "/token",
    summary="Sign in with a username or e-mail address and a password (OAuth2 password flow)",
    responses=responses(
        UnauthorizedError, ForbiddenError, InvalidInputError, TooManyError, BusyError
    ),
)
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    services: ServicesDep,
    request: Request,
    response: Response,
) -> TokenView:
    address, name = address_of(request), form.username.casefold()
    await services.limits.take("sign_in_address", address)
    await services.limits.take("sign_in", address, name)
    pair = await services.accounts.sign_in(form.username, form.password)
    await services.limits.forgive("sign_in", address, name)
    return _handed_over(pair, request, response)


@router.post(
    "/guest",
    status_code=201,
    summary="Try one question without an account; it is gone after 24 hours",
    responses=responses(ForbiddenError, TooManyError),
)
async def guest(services: ServicesDep, request: Request, response: Response) -> TokenView:
    await services.limits.take("guest", address_of(request))
    return _handed_over(await services.accounts.guest(), request, response)


@router.post(
    "/refresh",
    summary="Renew a sign-in: a new access token for the refresh token, which is replaced",
    responses=responses(UnauthorizedError, ForbiddenError, ConflictError, InvalidInputError),
)
async def refresh(
    services: ServicesDep, request: Request, response: Response, body: Renewal | None = None
) -> TokenView:
    given = (body.refresh_token if body else "") or from_cookie(request, services.config)
    if not given:
        raise UnauthorizedError
    return _handed_over(await services.sign_ins.renew(given), request, response)


@router.post(
    "/logout",
    status_code=204,
    summary="Sign out, here or everywhere; open conversations end",
    responses=responses(UnauthorizedError, ForbiddenError, InvalidInputError),
)
async def logout(
    services: ServicesDep,
    request: Request,
    response: Response,
    who: MaybeSignIn,
    body: SigningOut | None = None,
) -> None:
    """With the access token, or where that has run out with the refresh token or its cookie."""
    wanted = body or SigningOut()
    if who is None:
        token = wanted.refresh_token or from_cookie(request, services.config)
        if not token:
            raise UnauthorizedError
        await services.sign_ins.end_by(token, everywhere=wanted.everywhere)
    elif wanted.everywhere:
        await services.sign_ins.end_all(who[0].id)
    else:
        await services.sign_ins.end(who[1])
    clear_cookie(request, response)


@router.get(
    "/me", response_model=UserView, summary="Who I am", responses=responses(UnauthorizedError)
)
async def me(user: CurrentUser) -> User:
    return user


@router.put(
    "/password",
    status_code=204,
    summary="Change one's password; every other place is signed out",
    responses=responses(
        UnauthorizedError, ForbiddenError, InvalidInputError, TooManyError, BusyError
    ),
)
async def change_password(
    change: PasswordChange, who: CurrentSignIn, services: ServicesDep
) -> None:
    user, family = who
    await services.limits.take("password", str(user.id))
    await services.accounts.change_password(user, family, change.old_password, change.new_password)


@router.post(
    "/password/forgot",
    status_code=202,
    response_class=Response,
    summary="Have a link sent to set a new password; the answer is the same for any address",
    responses=responses(ForbiddenError, InvalidInputError, TooManyError),
)
async def forgot_password(
    forgotten: ForgottenPassword,
    services: ServicesDep,
    request: Request,
    later: BackgroundTasks,
) -> None:
    if not services.mail.configured:
        raise ForbiddenError(
            "This server sends no e-mail. Please ask its administrator for a link."
        )
    await services.limits.take("forgot", address_of(request))
    # Nor may many addresses together fill one mailbox.
    await services.limits.take("forgot", "to", forgotten.email.casefold())
    # Afterwards, so that the time of the answer tells nothing either.
    later.add_task(_send_link, services, forgotten.email)


@router.post(
    "/password/reset",
    status_code=204,
    summary="Set a new password with the token of a link",
    responses=responses(ForbiddenError, InvalidInputError, TooManyError, BusyError),
)
async def reset_password(reset: PasswordReset, services: ServicesDep, request: Request) -> None:
    await services.limits.take("reset", address_of(request))
    await services.accounts.reset_password(reset.token, reset.new_password)


async def _send_link(services: Services, email: str) -> None:
    found = await services.accounts.address_for_reset(email)
    if found is None:
        return
    user_id, address = found
    async with transaction(services.sessions) as db:
        link = services.links.make(db, "reset", user_id)
    await services.mail.send(address, "Your iHR password", RESET_MAIL.format(link=link))


def _handed_over(pair: Pair, request: Request, response: Response) -> TokenView:
    # RFC 6749 section 5.1.
    response.headers["Cache-Control"] = "no-store"
    view = TokenView(access_token=pair.access_token, expires_in=ACCESS_TOKEN_S)
    if is_browser(request):
        set_cookie(request, response, pair.refresh_token)
    else:
        view.refresh_token = pair.refresh_token
    return view

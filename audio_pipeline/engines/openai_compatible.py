"""How this program talks to an OpenAI-compatible server: one client, made safe.

The `openai` package reads the environment (OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_ORG_ID,
OPENAI_PROJECT_ID, OPENAI_ADMIN_KEY, OPENAI_CUSTOM_HEADERS, OPENAI_LOG) unless it is told not
to. Nothing lying in somebody's shell may choose where audio and text go or what is sent with
them, so the address is always given and every request passes an allow-list of headers.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx2
import openai

from audio_pipeline.engines.protocols import THIS_MACHINE, EngineError, EngineInfo

CONNECT_S = 5.0
LONGEST_RETRY_WAIT_S = 1.0
RETRY_WAIT_S = 0.2
RESPONSE_LIMIT_BYTES = 64 * 2**20
"""No answer may be longer: 20 minutes of 24 kHz audio."""

_SENT_HEADERS = frozenset(
    "accept connection content-length content-type host priority transfer-encoding user-agent "
    "x-ihr-word-timings".split()
)
_T = TypeVar("_T")


class ChatMessage(Protocol):
    @property
    def role(self) -> str: ...

    @property
    def content(self) -> str: ...


class ChatModel(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncIterator[str]:
        """Text as it is generated. Closing the iterator stops the generation.

        Raises `EngineError`: before the first text only after one retry, later at once.
        """
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request failed, in words for a person, and whether to ask again."""

    message: str
    retry_after_s: float | None = None
    """Seconds to wait before the one retry; None where asking again is no use."""


class UnreadableError(Exception):
    """The server answered with something that is not what was asked for."""


def is_loopback(base_url: str) -> bool:
    """Whether the address cannot leave this machine."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def where_of(base_url: str) -> str:
    """The host name of the address, or "this machine"."""
    if is_loopback(base_url):
        return THIS_MACHINE
    return urlsplit(base_url).hostname or base_url


def open_client(base_url: str, api_key: str | None) -> openai.AsyncOpenAI:
    """A client of exactly this address that sends nothing from the environment.

    Proxies of the environment are used for other machines and never for this one.
    Redirects are not followed: they could lead what was said to another host.
    """
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise ValueError("The address of a remote engine must begin with http:// or https://")
    # Its debug log prints whole requests, and so what people said: OPENAI_LOG must not.
    logging.getLogger("openai").setLevel(logging.WARNING)
    client = openai.AsyncOpenAI(
        base_url=base_url,
        # An empty key would be refused, None would be looked up in the environment.
        api_key=api_key or "none",
        admin_api_key="",
        organization="",
        project="",
        webhook_secret="",
        max_retries=0,
        http_client=httpx2.AsyncClient(
            trust_env=not is_loopback(base_url),
            # Plain HTTP on this machine needs no certificates, and reading them takes 0.1 s.
            verify=not (is_loopback(base_url) and base_url.startswith("http:")),
            follow_redirects=False,
            timeout=httpx2.Timeout(60.0, connect=CONNECT_S),
            event_hooks={"request": [_only_ours(api_key)], "response": [_cap]},
        ),
    )
    client.organization = client.project = None
    return client


def _only_ours(api_key: str | None) -> Callable[[httpx2.Request], Awaitable[None]]:
    async def clean(request: httpx2.Request) -> None:
        for name in [name for name in request.headers if name.lower() not in _SENT_HEADERS]:
            del request.headers[name]
        request.headers["Host"] = request.url.netloc.decode("ascii")
        # A compressed answer could unfold beyond every limit.
        request.headers["Accept-Encoding"] = "identity"
        if api_key:
            request.headers["Authorization"] = f"Bearer {api_key}"

    return clean


async def _cap(response: httpx2.Response) -> None:
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Capped(response.stream, RESPONSE_LIMIT_BYTES)


class _Capped(httpx2.AsyncByteStream):
    """A response body that ends in an error where it grows beyond `limit` bytes."""

    def __init__(self, inner: httpx2.AsyncByteStream, limit: int) -> None:
        self._inner = inner
        self._left = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            self._left -= len(part)
            if self._left < 0:
                raise UnreadableError("the answer is too long")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


def explain(error: Exception, subject: str) -> Failure:
    """What to say about a failed request; `subject` is "The language model" and the like.

    Nothing of the server's own message is repeated: it may quote what was sent.
    """
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Failure(f"{subject} took too long to answer.", RETRY_WAIT_S)
    if isinstance(error, openai.APIConnectionError):
        return Failure(f"{subject} could not be reached, or broke off.", RETRY_WAIT_S)
    if not isinstance(error, openai.APIStatusError):
        if isinstance(error, openai.APIError):
            return Failure(f"{subject} failed while it answered.", RETRY_WAIT_S)
        return Failure(f"{subject} sent an answer that cannot be read.", RETRY_WAIT_S)
    code = error.status_code
    if code == 429:
        return Failure(f"{subject} is too busy.", _asked_wait_s(error))
    if code >= 500 or code == 408:
        return Failure(f"{subject} failed with HTTP status {code}.", RETRY_WAIT_S)
    if code in (401, 403):
        return Failure(f"{subject} refused the API key.")
    if code == 404:
        return Failure(f"{subject} does not know the model or the address that is configured.")
    return Failure(f"{subject} refused the request with HTTP status {code}.")


def _asked_wait_s(error: openai.APIStatusError) -> float:
    try:
        asked = float(error.response.headers.get("Retry-After", RETRY_WAIT_S))
    except ValueError:
        return LONGEST_RETRY_WAIT_S
    return min(max(asked, 0.0), LONGEST_RETRY_WAIT_S)


async def with_one_retry(
    engine: str, subject: str, limit_s: float, call: Callable[[], Awaitable[_T]]
) -> _T:
    """The answer of `call`, asked again once where that may help, all within `limit_s`.

    Raises `EngineError(engine, …)`.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    failure = Failure("")
    for _ in range(2):
        try:
            async with asyncio.timeout_at(deadline):
                return await call()
        except Exception as error:
            failure = explain(error, subject)
        if failure.retry_after_s is None or loop.time() + failure.retry_after_s >= deadline:
            break
        await asyncio.sleep(failure.retry_after_s)
    raise EngineError(engine, failure.message)

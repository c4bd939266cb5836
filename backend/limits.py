"""How often somebody may try: moving windows, in memory or in Redis."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.storage.redis.redispy import RedispyBridge
from limits.aio.strategies import MovingWindowRateLimiter

from backend.errors import TooManyError
from backend.metrics import Metrics

log = logging.getLogger(__name__)

RULES: dict[str, RateLimitItem] = {
    # OWASP ASVS 6.3.1: what guesses must be slowed down; per name and per address, so that
    # nobody is locked out of their account by a stranger elsewhere.
    "sign_in": parse("10/minute"),
    "sign_in_address": parse("60/minute"),
    "register": parse("10/hour"),
    "guest": parse("10/hour"),
    "forgot": parse("5/hour"),
    "reset": parse("20/hour"),
    "password": parse("10/hour"),
    "create": parse("60/minute"),
    "questions": parse("30/minute"),
    "export": parse("6/hour"),
    "download": parse("30/minute"),
    "preview": parse("30/minute"),
    # Each of them may cost a language model some twenty long answers.
    "scorecard": parse("20/hour"),
    "correction": parse("120/hour"),
}


PATIENCE_S = 0.5
"""A Redis that takes longer is taken for gone: every sign-in waits for it."""


class RateLimits:
    """Counts in Redis where an address is given, so that several servers count together.
    `scale` allows so many times as much; 0 counts nothing."""

    def __init__(
        self, redis_url: str | None = None, *, scale: float = 1.0, metrics: Metrics | None = None
    ) -> None:
        self._metrics = metrics or Metrics()
        self._broken = False
        self._storage: MemoryStorage | RedisStorage = MemoryStorage()
        if redis_url:
            self._storage = RedisStorage(_limits_address(redis_url), implementation="redispy")
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._rules = {
            name: type(rule)(max(1, round(rule.amount * scale)), rule.multiples)
            for name, rule in RULES.items()
            if scale > 0
        }

    async def take(self, rule: str, *who: str) -> None:
        """Count one attempt. Raises `TooManyError` where there were too many of late. Where Redis
        doesn't answer it is let through: a broken counter must not lock everybody out."""
        item = self._rules.get(rule)
        if item is None:
            return
        key = _key(rule, who)
        try:
            async with asyncio.timeout(PATIENCE_S):
                hit = await self._limiter.hit(item, *key)
                stats = None if hit else await self._limiter.get_window_stats(item, *key)
        except Exception as error:  # the client of Redis raises what it likes
            self._metrics.uncounted()
            if not self._broken:
                self._broken = True
                log.error("the rate limits can't be counted: %s", type(error).__name__)
            return
        if self._broken:
            self._broken = False
            log.warning("the rate limits are counted again")
        if stats is not None:
            self._metrics.refused(rule)
            raise TooManyError(max(1, math.ceil(stats.reset_time - time.time())))

    async def forgive(self, rule: str, *who: str) -> None:
        """Forget the attempts: the last one was right."""
        item = self._rules.get(rule)
        if item is None:
            return
        with contextlib.suppress(Exception):  # as above; the window ends by itself
            async with asyncio.timeout(PATIENCE_S):
                await self._limiter.clear(item, *_key(rule, who))

    async def aclose(self) -> None:
        bridge = getattr(self._storage, "bridge", None)
        if isinstance(bridge, RedispyBridge):
            await bridge.storage.aclose()
        elif isinstance(self._storage, MemoryStorage) and self._storage.timer is not None:
            self._storage.timer.cancel()
            await asyncio.gather(self._storage.timer, return_exceptions=True)


def _limits_address(redis_url: str) -> str:
    """The same address as the limits library spells it."""
    return "async+" + redis_url.replace("unix://", "redis+unix://", 1)


def _key(rule: str, who: tuple[str, ...]) -> list[str]:
    """Hashed: Redis keeps a key for as long as its window, which may be an hour, and has no need
    to know whose address it counts for; nor is a name of a megabyte kept."""
    named = "\n".join(who).encode("utf-8", "surrogatepass")
    return [rule, hashlib.sha256(named).hexdigest()]

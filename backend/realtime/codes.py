"""Why a socket is closed (RFC 6455, section 7.4; 4000 and up are an application's own)."""

from __future__ import annotations

GOING_AWAY = 1001
POLICY = 1008
TOO_BIG = 1009
BROKEN = 1011
REPLACED = 4001

"""Settings whose value lies in a file: IHR_SECRET_KEY_FILE=/run/secrets/key.

Containers and systemd hand secrets over as files, which neither a list of processes nor the
description of a container shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

BY_FILE = frozenset(
    {
        "database_url",
        "feedback_llm_api_key",
        "llm_api_key",
        "metrics_token",
        "redis_url",
        "secret_key",
        "smtp_url",
        "stt_api_key",
        "tts_api_key",
    }
)
"""Every setting that is a secret, or an address that may hold one."""


class SecretFiles(PydanticBaseSettingsSource):
    """`variables` are those of the environment and of .env, in the order in which they count,
    by names in lower case."""

    def __init__(self, settings: type[BaseSettings], *variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = variables
        self._prefix = str(settings.model_config.get("env_prefix", "")).lower()

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self._content(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """What the files hold, without the newline that editors put at the end.

        Raises `SettingsError` where a file can't be read, and where a setting is given both ways,
        since one of the two would be ignored without a word.
        """
        found = {name: self._content(name) for name in sorted(BY_FILE)}
        return {name: content for name, content in found.items() if content}

    def _content(self, name: str) -> str | None:
        variable = f"{self._prefix}{name}"
        path = self._value(f"{variable}_file")
        if not path:
            return None
        if self._value(variable):
            shown = variable.upper()
            raise SettingsError(f"both {shown} and {shown}_FILE are set; one of them is too much")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it isn't text"
            raise SettingsError(
                f"{variable.upper()}_FILE names {path}, which cannot be read ({reason})"
            ) from None

    def _value(self, variable: str) -> str | None:
        return next((value for each in self._variables if (value := each.get(variable))), None)

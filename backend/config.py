"""The process's configuration: environment variables with the prefix IHR_, and a .env file."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from backend.secret_files import SecretFiles

MIN_SECRET_BYTES = 32
"""HS256 wants a key no shorter than its hash (RFC 7518 section 3.2)."""

PACKAGED_WEB = Path(__file__).resolve().parent / "pages" / "built"
"""Where a wheel has the built web application; a checkout has no such folder."""
CHECKOUT_WEB = Path(__file__).resolve().parent.parent / "web" / "out"


def is_installed() -> bool:
    """Whether this is iHR out of a wheel, rather than a checkout."""
    return PACKAGED_WEB.is_dir()


def usual_home() -> Path:
    """In a checkout a folder of it, so that removing the checkout removes everything. A program
    that was installed may be started anywhere and has to find its data again."""
    return Path.home() / ".ihr" if is_installed() else Path(".ihr")


class Config(BaseSettings):
    """Every setting, once. Only an IHR_…_BASE_URL selects a remote engine."""

    model_config = SettingsConfigDict(
        env_prefix="IHR_", env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    home: Path = Field(default_factory=usual_home)
    """Weights, database and keys; removing it removes everything that was stored."""
    weights: Path | None = None
    """The weights, where they don't lie in `home`: an image may carry them, and several servers
    may share a folder that none of them writes to."""
    profile: Literal["small", "base", "gpu"] = "base"
    environment: Literal["development", "production"] = "development"
    engines: Literal["real", "scripted"] = "real"
    """Scripted engines answer from a script: for tests and for measuring capacity."""

    web_dir: Path = Field(default_factory=lambda: PACKAGED_WEB if is_installed() else CHECKOUT_WEB)
    """The built web application; where there is none, the start page says what runs."""

    database_url: str = Field(default="", repr=False)
    """Empty means SQLite in `home`."""
    redis_url: str | None = Field(default=None, repr=False)
    secret_key: SecretStr | None = None
    """Signs tokens. In development a random one is kept in `home`."""

    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    feedback_llm_base_url: str | None = None
    """The model that judges answers, where it is another than the interviewer's: nobody waits for
    it, so it may be larger and slower. Without one, the model of `llm_base_url` does; the
    built-in one never does."""
    feedback_llm_model: str | None = None
    feedback_llm_api_key: SecretStr | None = None
    stt_base_url: str | None = None
    stt_model: str | None = None
    stt_api_key: SecretStr | None = None
    tts_base_url: str | None = None
    tts_model: str | None = None
    tts_voice: str | None = None
    tts_voices: list[str] = Field(default_factory=list)
    """Voices of the engine at `tts_base_url` beside `tts_voice`, for people to choose from."""
    tts_api_key: SecretStr | None = None
    stt_workers: int | None = Field(default=None, ge=1, le=16)
    """How many clips this process hears at the same time, and below, how many sentences it
    speaks: one for each four cores and at most four, unless it is said here."""
    tts_workers: int | None = Field(default=None, ge=1, le=16)

    registration: Literal["open", "invitation", "domain", "closed"] = "open"
    """Who may make an account: anybody, who was invited, who has an address in
    `registration_domains`, or nobody."""
    registration_domains: list[str] = Field(default_factory=list)
    guests: bool = True
    """Whether somebody may try one question without an account."""
    public_url: str = ""
    """Where people reach this server, for the links that are sent to them."""
    smtp_url: SecretStr | None = None
    """Where e-mail is handed in: smtp://user:password@host:587, or smtps://…:465. Without one,
    a forgotten password takes a link from an administrator."""
    mail_from: str = ""
    rate_limit_scale: float = Field(default=1.0, ge=0)
    """How many times the usual number of attempts is allowed; 0 counts none."""
    argon2_memory_kib: int = Field(default=19_456, ge=19_456)
    argon2_passes: int = Field(default=2, ge=2)
    """The cost of a password's hash; the defaults are the least that OWASP recommends."""

    allowed_origins: list[str] = Field(default_factory=list)
    """Web origins beside our own that may open a socket, as scheme://host:port."""
    max_ingest_rate: float = Field(default=1.0, gt=0)
    """How many times real time a client may stream; replies are paced the same."""
    resume_window_s: float = Field(default=120, ge=0)
    max_sessions: int = Field(default=8, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["plain", "json"] = "plain"
    metrics_token: SecretStr | None = None
    """What a monitoring system sends as Bearer token to read /metrics. Without one, only
    programs on this machine may, and in production nobody."""
    trusted_proxies: list[str] = Field(default_factory=list)
    """Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count."""
    drain_s: float = Field(default=15, ge=0)
    """How long conversations may go on once the server was told to stop."""
    deletions_kept_days: int = Field(default=400, ge=1)
    """How long it is remembered which ids were deleted: longer than any backup is kept."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources = (env_settings, dotenv_settings)
        variables = [each.env_vars for each in sources if isinstance(each, EnvSettingsSource)]
        return (init_settings, *sources, SecretFiles(settings_cls, *variables))

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"IHR_SECRET_KEY must have at least {MIN_SECRET_BYTES} bytes")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _speaks_smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("the address must begin with smtp:// or smtps://")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _known_addresses(cls, value: list[str]) -> list[str]:
        for each in value:
            # "*" would let everybody say where they come from.
            ip_network(each)
        return value

    @model_validator(mode="after")
    def _production_has_a_key(self) -> Self:
        if self.environment == "production" and self.secret_key is None:
            raise ValueError("IHR_SECRET_KEY must be set when IHR_ENVIRONMENT is production")
        return self

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.home.absolute() / 'ihr.db'}"

    @property
    def grace_s(self) -> float:
        """How long the process may take to end: what it still stores and closes comes after the
        conversations."""
        return self.drain_s + 15

    @property
    def public_address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def weights_dir(self) -> Path:
        return self.weights or self.home / "weights"

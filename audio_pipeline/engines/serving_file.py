"""The one file that says how `ihr engines` serves, alone or with Ray (deploy/engines.toml)."""

from __future__ import annotations

import tomllib
from math import ceil
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from audio_pipeline.engines.batching import Batching
from audio_pipeline.engines.protocols import Device
from audio_pipeline.engines.registry import EngineSpec, Profile

GPU_BATCH = 8
"""Clips in a batch on a GPU, where nothing else is said."""

Share = Annotated[float, Field(ge=0, le=64)]


class ServingFileError(Exception):
    """The message says what is wrong with the file, in a sentence for whoever wrote it."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scaling(_Table):
    """How many processes with an engine Ray keeps, and what each has. Alone, there is one."""

    min_replicas: int = Field(default=1, ge=1)
    max_replicas: int = Field(default=1, ge=1)
    calls_per_replica: int = Field(default=8, ge=1)
    """Calls at a time that one is meant to have; with more of them, another is started."""
    cpus: Share = 1
    """Of the machine's cores, by Ray's count."""
    workers: int | None = Field(default=None, ge=1, le=16)
    """Without Ray: how many of it the one process has. Left out, one for each four cores, at most
    four; clips that are decoded together have one."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_replicas > self.max_replicas:
            raise ValueError("min_replicas is more than max_replicas")
        return self


class Hearing(Scaling):
    cpus: Share = 2
    """Where it is given, Whisper computes on as many threads, rounded up."""
    gpus: float = Field(default=0, ge=0, le=1)
    """Of a GPU: 0.25 puts four processes on one."""
    batch_size: int | None = Field(default=None, ge=1, le=64)
    """Clips decoded together; 1 decodes each by itself. Left out, it is 8 on a GPU and 1 on a
    processor, where more gains nothing (docs/benchmarks.md)."""
    batch_wait_ms: float = Field(default=4.0, ge=0, le=1000)
    queue: int = Field(default=64, ge=1)
    """Clips that may wait for a batch, and that Ray gives to one process; more are refused with
    status 503."""


class ServingFile(_Table):
    """Every setting, once. What is left out is as it is without a file."""

    profile: Profile | None = None
    """IHR_PROFILE, where the file names none."""
    weights: Path | None = None
    """The folder with the weights: IHR_WEIGHTS, where the file names none."""
    device: Device = "auto"
    api_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8001, ge=0, le=65535)
    doors: int = Field(default=1, ge=1)
    """Processes that take Ray's requests and hand them on."""
    stt: Hearing = Hearing()
    tts: Scaling = Scaling()

    def api_key(self) -> str | None:
        """What callers must send. Raises `ServingFileError` where its file can't be read."""
        if self.api_key_file is None:
            return None
        try:
            key = self.api_key_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it isn't text"
            raise ServingFileError(f"{self.api_key_file} cannot be read: {reason}.") from None
        if not key:
            raise ServingFileError(f"{self.api_key_file} is empty.")
        return key

    def spec(self, weights: Path, profile: Profile) -> EngineSpec:
        """What to build, with `weights` and `profile` where the file names none."""
        return EngineSpec(
            self.weights or weights,
            profile=self.profile or profile,
            device=self.device,
            stt_threads=max(1, ceil(self.stt.cpus))
            if "cpus" in self.stt.model_fields_set
            else None,
            stt_workers=self.stt.workers,
            tts_workers=self.tts.workers,
            stt_batching=self._batching(),
        )

    def _batching(self) -> Batching | None:
        size = self.stt.batch_size
        if size is None:
            size = GPU_BATCH if self._on_gpu() else 1
        if size == 1:
            return None
        return Batching(size, self.stt.batch_wait_ms / 1000, self.stt.queue)

    def _on_gpu(self) -> bool:
        from audio_pipeline.engines.whisper import has_cuda

        return self.device == "cuda" or (self.device == "auto" and has_cuda())


def read(path: Path) -> ServingFile:
    """Raises `ServingFileError`."""
    try:
        return ServingFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ServingFileError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ServingFileError(f"{path} is no TOML: {error}.") from None
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(part) for part in fault['loc'])}: "
            + fault["msg"].removeprefix("Value error, ")
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise ServingFileError(f"{path} cannot be used: {'; '.join(faults)}.") from None

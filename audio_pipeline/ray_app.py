"""The engines as deployments of Ray Serve: the same routes, and as many processes as it takes.

A `Door` answers requests as audio_pipeline/serve.py does, and hands each to one of the processes
that hear or speak. A process that is lost is replaced; what it was doing is asked of another, which
is safe because a call changes nothing. Ray starts more of them when calls pile up and puts several
on one GPU, by the file that `ihr engines` reads (deploy/engines.toml).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import ray
from ray import serve
from ray.exceptions import RayActorError
from ray.serve.exceptions import BackPressureError

from audio_pipeline.engines.far import AllBusy, Failed, FarHearing, FarSpeaking, ProcessLost
from audio_pipeline.engines.protocols import EngineError, Samples, Speech, Transcript
from audio_pipeline.engines.registry import (
    EngineSpec,
    Managed,
    build_stt,
    build_tts,
    speech_engines,
)
from audio_pipeline.engines.serving_file import Scaling, ServingFile, read
from audio_pipeline.serve import create_engines_app

APP = "engines"
OBJECT_STORE_BYTES = 256 * 2**20
"""For recordings on their way from one process to another: half an hour of sound is 58 MB."""
GRACE_S = 20.0
"""For calls that run when a process is to go."""
START_S = 120.0
DOOR_REQUESTS = 256
"""At a time, through one door."""


class _Process:
    """An engine in a process of its own. Ray asks for its health before it gets its first call."""

    def __init__(self, engine: object) -> None:
        self._engine = engine
        self._starting = asyncio.Lock()
        self._started = False

    async def check_health(self) -> None:
        async with self._starting:
            if not self._started and isinstance(self._engine, Managed):
                await self._engine.start()
            self._started = True


class Hearing(_Process):
    def __init__(self, spec: EngineSpec) -> None:
        self._stt = build_stt(spec)
        super().__init__(self._stt)

    async def transcribe(
        self, samples: Samples, prompt: str, words: bool, urgent: bool
    ) -> Transcript | Failed:
        try:
            return await self._stt.transcribe(samples, prompt=prompt, words=words, urgent=urgent)
        except EngineError as error:
            return Failed(error.engine, error.message)


class Speaking(_Process):
    def __init__(self, spec: EngineSpec) -> None:
        self._tts = build_tts(spec)
        super().__init__(self._tts)

    async def rate_hz(self) -> int:
        return self._tts.rate_hz

    async def synthesize(self, sentence: str, speed: float, voice: str) -> Speech | Failed:
        try:
            return await self._tts.synthesize(sentence, speed=speed, voice=voice)
        except EngineError as error:
            return Failed(error.engine, error.message)


def _handed(method: Any) -> Callable[..., Awaitable[Any]]:
    """A deployment's method, whose failures have the names that `engines.far` knows."""

    async def call(*arguments: object) -> object:
        try:
            return await method.remote(*arguments)
        except BackPressureError:
            raise AllBusy from None
        except RayActorError:
            raise ProcessLost from None

    return call


def application(settings: ServingFile, spec: EngineSpec, api_key: str | None) -> serve.Application:
    """The deployments, each with as many processes as the file says."""
    hearing = _deployment(Hearing, settings.stt, gpus=settings.stt.gpus, queue=settings.stt.queue)
    speaking = _deployment(Speaking, settings.tts, gpus=0.0, queue=settings.stt.queue)
    # Their names are known before they are loaded.
    spec = replace(spec, stt_workers=1, tts_workers=1)  # Ray counts in processes
    infos = build_stt(spec).info, build_tts(spec).info

    def door() -> Any:
        """What answers requests, made in the process that does."""
        hear = serve.get_deployment_handle(Hearing.__name__, APP)
        speak = serve.get_deployment_handle(Speaking.__name__, APP)
        stt = FarHearing(infos[0], _handed(hear.transcribe))
        tts = FarSpeaking(infos[1], _handed(speak.synthesize), _handed(speak.rate_hz))
        engines = speech_engines(stt, tts)
        return create_engines_app(engines, api_key=api_key)

    return (
        serve.deployment(serve.ingress(door)())
        .options(
            name="Door",
            num_replicas=settings.doors,
            max_ongoing_requests=DOOR_REQUESTS,
            ray_actor_options={"num_cpus": 0},
            graceful_shutdown_timeout_s=GRACE_S,
        )
        # It doesn't use these, but they are to be there first.
        .bind(hearing.bind(spec), speaking.bind(spec))
    )


def _deployment(kind: type[_Process], scaling: Scaling, *, gpus: float, queue: int) -> Any:
    return serve.deployment(kind).options(
        name=kind.__name__,
        max_ongoing_requests=queue,
        max_queued_requests=queue,
        autoscaling_config={
            "min_replicas": scaling.min_replicas,
            "max_replicas": scaling.max_replicas,
            "target_ongoing_requests": scaling.calls_per_replica,
        },
        ray_actor_options={"num_cpus": scaling.cpus, "num_gpus": gpus},
        health_check_timeout_s=START_S,
        graceful_shutdown_timeout_s=GRACE_S,
    )


def build(arguments: Mapping[str, str]) -> serve.Application:
    """What a cluster serves: `import_path: audio_pipeline.ray_app:build`, with the address of the
    file as the argument `config`. Raises `ServingFileError` and `weights.WeightsMissing`."""
    settings = read(Path(arguments["config"]))
    spec = settings.spec(Path(os.environ.get("IHR_WEIGHTS") or "weights"), "gpu")
    return application(settings, spec, settings.api_key())


def run(settings: ServingFile, spec: EngineSpec, *, api_key: str | None) -> None:
    """Serve on this machine until interrupted or told to stop."""
    os.environ |= {
        # Ray would report to its makers who uses it, and how.
        "RAY_USAGE_STATS_ENABLED": "0",
        # Its processes would give way to every other: somebody waits for these.
        "RAY_worker_niceness": "0",
        # What they ask one another for; it would be kept in the home folder.
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
    }
    stop = threading.Event()
    # As many cores as the file speaks of: else Ray would wait for a machine that has them.
    needed = ceil(sum(each.max_replicas * each.cpus for each in (settings.stt, settings.tts)))
    with tempfile.TemporaryDirectory(prefix="ihr-ray-", ignore_cleanup_errors=True) as folder:
        ray.init(
            address="local",
            num_cpus=max(os.cpu_count() or 1, needed),
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            log_to_driver=False,
            _temp_dir=folder,
        )
        try:
            serve.start(http_options={"host": settings.host, "port": settings.port})
            serve.run(application(settings, spec, api_key), name=APP, route_prefix="/")
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stop.set())
            stop.wait()
        finally:
            with suppress(Exception):
                serve.shutdown()
            ray.shutdown()

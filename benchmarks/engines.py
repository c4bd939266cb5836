"""Hearing and speaking in this process, behind `ihr engines`, and behind it with Ray Serve.

Each way gets the same calls: some callers at once, each of whom has a clip of five seconds heard,
with the times of its words, and a sentence spoken, over and over for a while. Timed are the calls;
`per_s` counts pairs of them. All three stand on the same cores and are asked in turn, in rounds, so
that what else the machine does hits each alike. Ray is left out where it isn't installed.

`killed` has Ray's processes of each kind killed (SIGKILL) in turn, twice, while two callers
call: `lost` counts calls that failed for their caller, after the client's own one retry.

`batches` is Whisper itself, without any server: clips of five seconds a second by how many are
decoded together, and whether each became the same text as by itself.
"""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import (
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from audio_pipeline.engines.openai_stt import OpenAISpeechToText
from audio_pipeline.engines.openai_tts import OpenAITextToSpeech
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineError,
    Samples,
    SpeechToText,
    TextToSpeech,
)
from audio_pipeline.engines.registry import EngineSpec, build_speech_engines
from audio_pipeline.engines.whisper import has_cuda
from audio_pipeline.engines.whisper_batches import Ask, BatchDecoder
from audio_pipeline.engines.whisper_clip import Request
from audio_pipeline.weights import of_profile, require
from benchmarks.common import conditions, options, percentile, report, say
from benchmarks.recordings import recordings
from tests.e2e.serving import IHR, free_port

CLIP_S = 5
SENTENCE = "Tell me about a time when you changed your mind because of what somebody showed you."
CALLERS = (1, 2, 4, 8)
SIZES = (1, 2, 4, 8, 16, 32)
START_S = 180.0
ROUNDS = 4
KILLED = ("Hearing", "Speaking", "Door")
BACK_S = 30.0
"""From one kill to the next: Ray has another process ready in about a third of that, on two cores
that aren't wanted elsewhere."""

Pair = tuple[SpeechToText, TextToSpeech]


def clips_of(folder: Path | None) -> list[Samples]:
    """The first five seconds of each recording that has as many."""
    whole = [clip.samples() for clip in recordings(folder)]
    size = CLIP_S * ENGINE_RATE_HZ
    return [samples[:size] for samples in whole if samples.size >= size]


@dataclass
class Load:
    """What callers of one pair of engines wait for."""

    stt: SpeechToText
    tts: TextToSpeech
    clips: Iterator[Samples]
    hearing_s: list[float] = field(default_factory=list)
    speaking_s: list[float] = field(default_factory=list)
    lost: int = 0
    took_s: float = 0.0

    async def run(self, callers: int, seconds: float) -> None:
        """Call until `seconds` are over and the last answer is there."""
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        await asyncio.gather(*(self._call(begun_s + seconds) for _ in range(callers)))
        self.took_s += loop.time() - begun_s

    def figures(self) -> dict[str, Any]:
        return {
            "pairs": len(self.hearing_s),
            "per_s": round(len(self.hearing_s) / self.took_s, 2),
            "hearing_p50_s": percentile(self.hearing_s, 50),
            "hearing_p95_s": percentile(self.hearing_s, 95),
            "speaking_p50_s": percentile(self.speaking_s, 50),
            "speaking_p95_s": percentile(self.speaking_s, 95),
            "lost": self.lost,
        }

    async def _call(self, until_s: float) -> None:
        loop = asyncio.get_running_loop()
        while (begun_s := loop.time()) < until_s:
            try:
                await self.stt.transcribe(next(self.clips), words=True)
                heard_s = loop.time()
                await self.tts.synthesize(SENTENCE)
            except EngineError as error:
                say(f"lost: {error}")
                self.lost += 1
                continue
            self.hearing_s.append(heard_s - begun_s)
            self.speaking_s.append(loop.time() - heard_s)


@asynccontextmanager
async def here(spec: EngineSpec) -> AsyncIterator[Pair]:
    engines = build_speech_engines(spec)
    await engines.start()
    try:
        yield engines.stt, engines.tts
    finally:
        await engines.aclose()


@contextmanager
def process(spec: EngineSpec, port: int, settings: str, *arguments: str) -> Iterator[int]:
    """The number of a process of `ihr engines`."""
    environment = os.environ | {
        "IHR_WEIGHTS": str(spec.weights_dir),
        "IHR_PROFILE": spec.profile,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        file = Path(folder, "engines.toml")
        file.write_text(settings)
        command = [*IHR, "engines", "--config", str(file), "--port", str(port), *arguments]
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield started.pid
        finally:
            started.terminate()
            started.wait(START_S)


@asynccontextmanager
async def served(port: int) -> AsyncIterator[Pair]:
    """The engines at a port of this machine, once they are ready."""
    address = f"http://127.0.0.1:{port}"
    await ready(f"{address}/readyz")
    async with AsyncExitStack() as stack:
        stt = OpenAISpeechToText(f"{address}/v1", "whisper-1")
        stack.push_async_callback(stt.aclose)
        tts = OpenAITextToSpeech(f"{address}/v1", "tts-1", "any")
        stack.push_async_callback(tts.aclose)
        yield stt, tts


async def ready(address: str) -> None:
    async with asyncio.timeout(START_S), httpx.AsyncClient(trust_env=False) as http:
        while True:
            try:
                if (await http.get(address)).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)


def ways(
    spec: EngineSpec, clips: Sequence[Samples], callers: Sequence[int], seconds: float
) -> dict[str, Any]:
    arguments = {"uvicorn": (), "ray_serve": ("--ray",)} if has_ray() else {"uvicorn": ()}
    with ExitStack() as stack:
        ports = {}
        for name, given in arguments.items():
            ports[name] = free_port()
            stack.enter_context(process(spec, ports[name], "", *given))
        return asyncio.run(_ways(spec, ports, clips, callers, seconds))


async def _ways(
    spec: EngineSpec,
    ports: dict[str, int],
    clips: Sequence[Samples],
    callers: Sequence[int],
    seconds: float,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        pairs = {"in_process": await stack.enter_async_context(here(spec))}
        for name, port in ports.items():
            pairs[name] = await stack.enter_async_context(served(port))
        for pair in pairs.values():  # connections, and what is remembered
            await Load(*pair, itertools.cycle(clips)).run(1, 2.0)
        for count in callers:
            say(f"{count} at once …")
            loads = {name: Load(*pair, itertools.cycle(clips)) for name, pair in pairs.items()}
            for _ in range(ROUNDS):
                for load in loads.values():
                    await load.run(count, seconds / ROUNDS)
            for name, load in loads.items():
                found.setdefault(name, {})[str(count)] = load.figures()
    return found


def has_ray() -> bool:
    return importlib.util.find_spec("ray") is not None


TWO_OF_EACH = """
doors = 2
[stt]
cpus = 1
min_replicas = 2
max_replicas = 2
[tts]
cpus = 0.5
min_replicas = 2
max_replicas = 2
"""


def killed(spec: EngineSpec, clips: Sequence[Samples]) -> dict[str, Any]:
    """What callers notice of processes that are killed."""
    port = free_port()
    with process(spec, port, TWO_OF_EACH, "--ray") as pid:
        return asyncio.run(_killed(pid, port, clips))


async def _killed(pid: int, port: int, clips: Sequence[Samples]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with served(port) as pair:
        await Load(*pair, itertools.cycle(clips)).run(1, 2.0)
        for kind in KILLED:
            say(f"killing {kind} …")
            load = Load(*pair, itertools.cycle(clips))
            running = asyncio.create_task(load.run(2, 2.5 * BACK_S))
            for _ in range(2):
                await asyncio.sleep(BACK_S / 2)
                await asyncio.to_thread(kill_one, pid, kind)
                await asyncio.sleep(BACK_S / 2)
            await running
            found[kind.lower()] = {
                "kills": 2,
                "calls": 2 * len(load.hearing_s),
                "lost": load.lost,
                "hearing_max_s": round(max(load.hearing_s), 3),
                "speaking_max_s": round(max(load.speaking_s), 3),
            }
    return found


def kill_one(pid: int, kind: str) -> None:
    """Ray's processes call themselves by what they are."""
    name = f"ray::ServeReplica:engines:{kind}"
    below = psutil.Process(pid).children(recursive=True)
    next(each for each in below if "".join(each.cmdline()).startswith(name)).kill()


def batches(
    folder: Path, clips: Sequence[Samples], sizes: Sequence[int], seconds: float
) -> dict[str, Any]:
    """Clips a second by size of batch, and how many became another text than by themselves."""
    decoder = BatchDecoder(folder, len(os.sched_getaffinity(0)))
    turn = [Ask(Request(samples, "", True, thorough=True), []) for samples in clips]
    alone = [decoder.hear_together([ask])[0] for ask in turn]
    found: dict[str, Any] = {}
    for size in sizes:
        say(f"batches of {size} …")
        order = itertools.cycle(zip(turn, alone, strict=True))
        count = different = again = 0
        begun_s, cpu_s = time.monotonic(), time.process_time()
        while (took_s := time.monotonic() - begun_s) < seconds:
            batch = list(itertools.islice(order, size))
            heard = decoder.hear_together([ask for ask, _ in batch])
            count += size
            again += sum(each is None for each in heard)
            pairs = zip(heard, (expected for _, expected in batch), strict=True)
            different += sum((one and one.text) != (other and other.text) for one, other in pairs)
        found[str(size)] = {
            "clips_per_s": round(count / took_s, 2),
            "batch_s": round(took_s * size / count, 3),
            "cpu_s_per_clip": round((time.process_time() - cpu_s) / count, 3),
            "clips": count,
            "other_text": different,
            "heard_again": again,
        }
    return found


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--profile", choices=("small", "base", "gpu"), default="small")
    parser.add_argument("--callers", type=int, nargs="+", default=CALLERS)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each figure")
    parser.add_argument("--only", choices=("ways", "killed", "batches"))
    given = parser.parse_args()
    where = conditions(
        profile=given.profile,
        device="cuda" if has_cuda() else "cpu",
        clip_s=CLIP_S,
        seconds=given.seconds,
    )
    weights = (given.home / "weights").absolute()
    clips = clips_of(given.speech)
    figures: dict[str, Any] = {}
    spec = EngineSpec(weights, profile=given.profile)
    parts = [given.only] if given.only else ["ways", "killed", "batches"]
    if "ways" in parts:
        figures["ways"] = ways(spec, clips, given.callers, given.seconds)
    if "killed" in parts and has_ray():
        figures["killed"] = killed(spec, clips)
    if "batches" in parts:
        name = next(each.name for each in of_profile(given.profile) if each.kind == "stt")
        folder = require(name, weights)
        figures["batches"] = batches(folder, clips, given.sizes, given.seconds)
    report("engines", len(clips), figures, where)


if __name__ == "__main__":
    main()

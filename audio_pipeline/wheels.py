"""Wheels as plain containers: found by pip's own configuration, downloaded, never installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from audio_pipeline.downloads import DownloadError, Progress, download

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
PATIENCE = ("--retries", "1", "--timeout", "15")


class WheelUnavailable(Exception):
    """A wheel could not be had; the message says which and why."""


class Wheels:
    """Downloads wheels into `folder`.

    pip is asked where a wheel lies, so its configuration (mirrors, proxies, offline folders)
    decides, and no registry is named here. When the registry once failed, it is not asked again.
    """

    def __init__(self, http: httpx.Client, folder: Path, progress: Progress) -> None:
        self._http = http
        self._folder = folder
        self._progress = progress
        self._fault = ""

    def get(self, requirement: str, label: str) -> Path:
        """The wheel of `requirement` (name==version), downloaded unless it is here already.

        `label` is what the person is told is being fetched. Raises WheelUnavailable.
        """
        target = self._folder / f"{requirement.replace('==', '-')}.whl"
        if target.exists():
            return target
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._fault:
            raise WheelUnavailable(self._fault)
        address = self._address(requirement)
        if urlsplit(address).scheme == "file":
            shutil.copyfile(unquote(urlsplit(address).path), target)
            return target
        part = target.with_name(target.name + ".part")
        try:
            download(
                self._http,
                address,
                part,
                label=label,
                total=self._length(address),
                progress=self._progress,
            )
        except DownloadError as error:
            if error.advanced or part.exists():
                raise WheelUnavailable(f"the package registry failed ({error.why})") from error
            return self._by_pip(requirement, target, error.why)
        part.replace(target)
        return target

    def forget(self, requirements: Iterable[str]) -> None:
        """Delete wheels that are no longer needed."""
        for requirement in requirements:
            (self._folder / f"{requirement.replace('==', '-')}.whl").unlink(missing_ok=True)

    def _length(self, address: str) -> int:
        """The size in bytes that the server tells, 0 if it doesn't."""
        try:
            return int(self._http.head(address).headers.get("Content-Length", 0))
        except (httpx.HTTPError, OSError, ValueError):
            return 0

    def _address(self, requirement: str) -> str:
        """Where pip would get a wheel, without getting it.

        `fast-deps` keeps pip from downloading a whole wheel to read its metadata.
        """
        report = self._pip(
            requirement,
            *("install", "--dry-run", "--no-deps", "--ignore-installed"),
            *("--only-binary", ":all:", "--use-feature", "fast-deps", "--report", "-"),
        )
        try:
            return str(json.loads(report)["install"][0]["download_info"]["url"])
        except (ValueError, LookupError) as error:
            raise WheelUnavailable(f"pip did not say where {requirement} is") from error

    def _by_pip(self, requirement: str, target: Path, why: str) -> Path:
        """Let pip download, for registries that want a login or a certificate of its knowing."""
        self._progress.note(f"{requirement}: {why}; letting pip download it.")
        folder = self._folder / "by-pip"
        options = ("--no-deps", "--only-binary", ":all:", "--dest", str(folder))
        self._pip(requirement, "download", *options)
        next(folder.glob("*.whl")).replace(target)
        return target

    def _pip(self, requirement: str, command: str, *options: str) -> str:
        done = subprocess.run(
            [*PIP, command, "--quiet", *PATIENCE, *options, requirement],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout
        errors = [
            line for line in done.stderr.splitlines() if "ERROR" in line or "No module" in line
        ]
        self._fault = f"the package registry has no {requirement} for pip ({_plain(errors)})"
        raise WheelUnavailable(self._fault)


def _plain(errors: list[str]) -> str:
    """pip's last error as part of a sentence."""
    return errors[-1].partition("ERROR:")[2].strip().rstrip(".") if errors else "it gave no reason"

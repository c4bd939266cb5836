"""Build the images without Docker, and start what they hold: buildah runs every step of every
Dockerfile in a root of its own, as Docker would.

    python -m scripts.check_images [api] [gpu] [web]

As root on Debian, with its packages buildah and debootstrap; a quarter of an hour, and 8 GB in
.build/images. No base image is fetched: Debian's own files, from its archive, stand in for each,
so what is particular to a base (its Python, Alpine, CUDA's libraries) is not tried here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from backend.operations.probe import is_ready
from scripts.stand_ins import ROOT, WORK, buildah, make_all

READY_WITHIN_S = 180.0
STOPPED_WITHIN_S = 60.0
PORT = 18_480


@dataclass(frozen=True, slots=True)
class Image:
    """`command` starts what the image is for, where its stand-ins hold all that it needs."""

    name: str
    dockerfile: str
    context: str
    command: tuple[str, ...] = ()


IMAGES = (
    Image("api", "Dockerfile", ".", ("ihr", "start")),
    # Its engines want a GPU and weights from the hub; the server needs neither.
    Image("gpu", "Dockerfile.gpu", ".", ("ihr", "start")),
    # Its base brings the web server, and nothing that could be run without it.
    Image("web", "web/Dockerfile", "web"),
)


def build(image: Image) -> None:
    """Raises `CalledProcessError` where a step fails."""
    ignored = ROOT / image.context / ".dockerignore"
    buildah(
        *("bud", "--pull-never", "--format", "docker", "--layers"),
        *("--ignorefile", str(ignored), "--file", str(ROOT / image.dockerfile)),
        *("--tag", f"localhost/ihr-{image.name}", str(ROOT / image.context)),
    )


@contextmanager
def container(image: Image) -> Iterator[str]:
    name = buildah("from", "--pull-never", f"localhost/ihr-{image.name}", quiet=True)
    try:
        yield name
    finally:
        buildah("rm", name, quiet=True)


def start(image: Image) -> None:
    """Start the server as the image's own user, see it ready with its pages, and stop it.

    Raises `RuntimeError` where it isn't ready in time, and where it doesn't end.
    """
    settings = {"IHR_ENGINES": "scripted", "IHR_HOST": "127.0.0.1", "IHR_PORT": str(PORT)}
    with container(image) as name:
        given = [f"--env={key}={value}" for key, value in settings.items()]
        command = buildah.command("run", *given, name, "--", *image.command)
        with subprocess.Popen(command, cwd=ROOT) as running:
            try:
                _wait(lambda: is_ready(f"http://127.0.0.1:{PORT}/readyz"), READY_WITHIN_S)
                _wait(lambda: is_ready(f"http://127.0.0.1:{PORT}/login/"), 1)
                buildah("run", *given, name, "--", "python3", "-m", "backend.operations.probe")
            finally:
                _stop(image.command)
                running.wait(STOPPED_WITHIN_S)
    print(f"{image.name}: built, ready as its own user, and stopped when asked", flush=True)


def _wait(met: Callable[[], bool], within_s: float) -> None:
    ends = time.monotonic() + within_s
    while not met():
        if time.monotonic() > ends:
            raise RuntimeError(f"The server isn't ready after {within_s:.0f} s.")
        time.sleep(0.2)


def _stop(command: Sequence[str]) -> None:
    """SIGTERM to the processes of the image's user that run this command, and to no other."""
    pattern = " ".join(command)
    subprocess.run(["pkill", "-TERM", "--euid", "10001", "--full", pattern], check=False)


def main(names: Sequence[str]) -> int:
    missing = [tool for tool in ("buildah", "debootstrap") if shutil.which(tool) is None]
    if missing:
        print(f"Missing: {', '.join(missing)} (packages of Debian).", file=sys.stderr)
        return 1
    make_all()
    for image in IMAGES:
        if names and image.name not in names:
            continue
        build(image)
        if image.command:
            start(image)
        else:
            print(f"{image.name}: built", flush=True)
    shutil.rmtree(WORK / "run", ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

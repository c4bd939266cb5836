"""The catalogue, and telling what is here."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from audio_pipeline.weights import (
    Piece,
    Weight,
    WeightFile,
    WeightsMissing,
    catalogue,
    of_profile,
    require,
    stamp,
    status,
)


def weight_of(content: bytes, *, name: str = "voice", pieces: tuple[Piece, ...] = ()) -> Weight:
    file = WeightFile("model.onnx", len(content), hashlib.sha256(content).hexdigest(), pieces)
    return Weight(name, "tts", "speaks", "MIT", ("small",), "o/r", "main", "", (file,))


def test_every_weight_says_what_it_is_and_where_from() -> None:
    weights = catalogue()
    assert len({weight.name for weight in weights}) == len(weights)
    for weight in weights:
        assert weight.purpose
        assert weight.licence
        if weight.hub_repo:
            assert re.fullmatch("[0-9a-f]{40}", weight.hub_revision), "a moving branch is no source"
        else:
            assert all(file.carried for file in weight.files)
        for file in weight.files:
            assert re.fullmatch("[0-9a-f]{64}", file.sha256)
            assert file.bytes > 0


@pytest.mark.parametrize("profile", ["small", "base", "gpu"])
def test_a_profile_has_one_weight_for_each_engine(profile: str) -> None:
    kinds = sorted(weight.kind for weight in of_profile(profile))
    assert kinds == ["llm", "stt", "text", "tts", "turn"]


def test_profiles_without_a_gpu_need_no_hub() -> None:
    assert all(file.carried for p in ("small", "base") for w in of_profile(p) for file in w.files)


def test_a_missing_weight_names_the_file_and_the_command(tmp_path: Path) -> None:
    with pytest.raises(
        WeightsMissing,
        match=r"whisper-base/model.bin .*`ihr models pull --profile "
        r"base`",
    ):
        require("whisper-base", tmp_path)
    with pytest.raises(WeightsMissing, match="`ihr models pull`"):
        require("smart-turn", tmp_path)


def test_a_file_is_unchecked_until_its_hash_is_known_and_again_when_it_changes(
    tmp_path: Path,
) -> None:
    weight = weight_of(b"as it should be")
    path = tmp_path / "voice" / "model.onnx"
    assert status(weight, tmp_path).state == "missing"
    path.parent.mkdir()
    path.with_name("model.onnx.part").write_bytes(b"as it")
    assert status(weight, tmp_path).state == "partial"
    assert status(weight, tmp_path).have_bytes == 5
    path.write_bytes(b"as it should be")
    assert status(weight, tmp_path).state == "unchecked"
    assert status(weight, tmp_path, rehash=True).state == "ready"
    assert status(weight, tmp_path).state == "ready"
    path.write_bytes(b"as it isn't to!")
    assert status(weight, tmp_path).state == "unchecked"
    assert status(weight, tmp_path, rehash=True).state == "damaged"


def test_a_file_of_the_wrong_size_is_damaged_without_hashing(tmp_path: Path) -> None:
    weight = weight_of(b"as it should be")
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "model.onnx").write_bytes(b"short")
    found = status(weight, tmp_path)
    assert found.state == "damaged"
    assert "has 5 bytes and should have 15" in found.detail


def test_a_broken_stamp_file_only_costs_a_new_check(tmp_path: Path) -> None:
    weight = weight_of(b"fine")
    folder = tmp_path / "voice"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"fine")
    (folder / ".verified.json").write_text("{ not json")
    assert status(weight, tmp_path).state == "unchecked"
    stamp(folder, weight.files[0])
    assert status(weight, tmp_path).state == "ready"

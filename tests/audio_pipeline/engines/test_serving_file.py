"""The file of settings for `ihr engines`."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_pipeline.engines.serving_file import GPU_BATCH, ServingFile, ServingFileError, read

EXAMPLE = Path(__file__).parents[3] / "deploy" / "engines.toml"
HERE = Path("/weights")


def written(folder: Path, content: str) -> Path:
    path = folder / "engines.toml"
    path.write_text(content)
    return path


def test_the_example_changes_nothing() -> None:
    assert read(EXAMPLE) == ServingFile()


def test_the_example_names_every_setting() -> None:
    text = EXAMPLE.read_text()
    settings = ServingFile()
    names = [*ServingFile.model_fields, *type(settings.stt).model_fields]
    assert [name for name in names if f"{name} = " not in text and f"[{name}]" not in text] == []


def test_a_file_says_what_is_built(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'profile = "small"\ndevice = "cpu"\n'
        "[stt]\nbatch_size = 4\nbatch_wait_ms = 10\nqueue = 20\ncpus = 1.5\n",
    )
    spec = read(path).spec(HERE, "base")
    assert (spec.weights_dir, spec.profile, spec.device, spec.stt_threads) == (
        HERE, "small", "cpu", 2,
    )  # fmt: skip
    assert spec.stt_batching is not None
    assert (spec.stt_batching.size, spec.stt_batching.wait_s, spec.stt_batching.queue) == (
        4, 0.01, 20,
    )  # fmt: skip


def test_batches_are_for_gpus_where_nothing_is_said() -> None:
    assert ServingFile(device="cpu").spec(HERE, "base").stt_batching is None
    batching = ServingFile(device="cuda").spec(HERE, "gpu").stt_batching
    assert batching is not None
    assert batching.size == GPU_BATCH


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("batch = 3", "batch: Extra inputs are not permitted"),
        ("[stt]\nbatch_size = 0", "stt.batch_size"),
        ("[tts]\nmin_replicas = 3", "min_replicas is more than max_replicas"),
        ("profile = ", "is no TOML"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ServingFileError, match=said):
        read(written(tmp_path, content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServingFileError, match="cannot be read"):
        read(tmp_path / "none.toml")


def test_the_key_lies_in_its_own_file(tmp_path: Path) -> None:
    key = tmp_path / "key"
    settings = read(written(tmp_path, f'api_key_file = "{key}"'))
    with pytest.raises(ServingFileError, match="cannot be read"):
        settings.api_key()
    key.write_text("\n")
    with pytest.raises(ServingFileError, match="empty"):
        settings.api_key()
    key.write_text("secret\n")
    assert settings.api_key() == "secret"
    assert ServingFile().api_key() is None

"""The files that iHR is deployed with fit one another and the settings that there are, and the
checks stop those that don't. What other programs say of the files, scripts.check_deploy asks."""

from __future__ import annotations

import ast
import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from audio_pipeline.engines import serving_file
from backend.config import Config
from backend.main import engine_spec
from scripts import check_deploy, compose_file, manifests, stand_ins

ROOT = Path(__file__).resolve().parent.parent.parent
ENV = ROOT / "deploy" / "env"
COMPOSE = ROOT / "docker-compose.yml"
KUBERNETES = ROOT / "deploy" / "kubernetes"
RAY = KUBERNETES / "ray"


def compose(*profiles: str, **environment: str) -> dict[str, Any]:
    return compose_file.selected(compose_file.load(COMPOSE, environment), profiles)


@pytest.mark.parametrize(
    ("name", "where", "model", "has_key"),
    [
        ("openai", "https://api.openai.com/v1", "gpt-5-mini", True),
        ("huggingface", "https://router.huggingface.co/v1", "openai/gpt-oss-120b", True),
        ("ollama", "http://127.0.0.1:11434/v1", "qwen3:4b", False),
        ("vllm", "http://gpu-box:8000/v1", "Qwen/Qwen3-8B", True),
    ],
)
def test_each_snippet_selects_its_language_model_and_nothing_else(
    name: str, where: str, model: str, has_key: bool
) -> None:
    path = ENV / f"{name}.env"
    spec = engine_spec(Config(_env_file=path))
    assert (spec.llm_base_url, spec.llm_model, bool(spec.llm_api_key)) == (where, model, has_key)
    assert (spec.stt_base_url, spec.tts_base_url) == (None, None)
    assert not list(compose_file.unknown_settings(name, _values(path)))


@pytest.mark.parametrize("name", ["redis", "cpu", "gpu"])
def test_each_profile_hands_its_addresses_to_the_servers_and_starts_what_they_name(
    name: str,
) -> None:
    values = _values(ENV / f"compose-{name}.env")
    document = compose(values.pop("COMPOSE_PROFILES"), **values)
    servers = document["services"]["api"]
    values.pop("IHR_SERVERS", None)
    assert values == {key: servers["environment"][key] for key in values}
    for key, value in values.items():
        if key.endswith("_URL"):
            assert value.split("//")[1].split(":")[0] in document["services"]


def _values(path: Path) -> dict[str, str]:
    return {key: value or "" for key, value in dotenv_values(path).items()}


@pytest.mark.parametrize("profiles", compose_file.PROFILES)
def test_compose_fits_together_with_each_set_of_profiles(profiles: tuple[str, ...]) -> None:
    assert not list(compose_file.problems(compose(*profiles)))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("environment", "IHR_DARIN_S"), "60", "api: iHR has no setting IHR_DARIN_S."),
        (("environment", "IHR_DRAIN_S"), "80", "api: is killed after 90s, before"),
        (("networks",), ["outer"], "api: there is no outer among the networks."),
        (("secrets",), ["key"], "api: there is no key among the secrets."),
        (("volumes",), ["sound:/data"], "api: there is no volume sound."),
        (("depends_on", "vllm"), {}, "api: depends on vllm, which these profiles don't start."),
        (("deploy", "resources"), {}, "api: has no limits."),
    ],
)
def test_what_does_not_fit_is_found(path: tuple[str, ...], value: Any, said: str) -> None:
    document = copy.deepcopy(compose())
    place = document["services"]["api"]
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    (found,) = compose_file.problems(document)
    assert found.startswith(said)


def test_an_image_without_a_version_is_found() -> None:
    document = compose()
    document["services"]["postgres"]["image"] = "postgres"
    assert list(compose_file.problems(document)) == ["postgres: its image has no version."]


def test_the_manifests_fit_together() -> None:
    assert not list(manifests.problems(KUBERNETES))
    assert {path.name for path in manifests.known(KUBERNETES)} > {"api.yaml", "engines.yaml"}


def ray_service() -> dict[str, Any]:
    (whole,) = yaml.safe_load_all((RAY / "rayservice.yaml").read_text())
    return dict(whole["spec"])


def test_the_pods_that_the_operator_makes_are_checked_too() -> None:
    pods = dict(manifests.foreign_pods(KUBERNETES))
    assert set(pods) == {"rayservice.yaml"}
    assert len(list(manifests.foreign_pods(KUBERNETES))) == 2
    assert pods["rayservice.yaml"]["spec"]["containers"][0]["image"] == "ihr-ray"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("rayClusterConfig", "enableAutoscaling"), True, "'enableAutoscaling' was unexpected"),
        (("serveConfig",), {}, "'serveConfig' was unexpected"),
        (("rayClusterConfig", "rayVersion"), 2.6, "2.6 is not of type 'string'"),
        (("rayClusterConfig", "workerGroupSpecs"), [{}], "'groupName' is a required property"),
        (("rayClusterConfig", "headGroupSpec", "rayStartParams"), {"num-cpus": 0}, "0 is not of"),
        (("rayClusterConfig", "autoscalerOptions", "upscalingMode"), "Fast", "'Fast' is not one"),
    ],
)
def test_a_field_that_the_operator_does_not_know_is_found(
    path: tuple[str, ...], value: Any, said: str, tmp_path: Path
) -> None:
    (whole,) = yaml.safe_load_all((RAY / "rayservice.yaml").read_text())
    file = tmp_path / "rayservice.json"
    file.write_text(json.dumps(whole))
    assert not list(check_deploy.ray_services(file))
    place = whole["spec"]
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    file.write_text(json.dumps(whole))
    assert said in "\n".join(check_deploy.ray_services(file))


def test_the_engines_file_in_the_cluster_can_be_read(tmp_path: Path) -> None:
    document = yaml.safe_load((RAY / "engines-file.yaml").read_text())
    ((name, content),) = document["data"].items()
    (tmp_path / name).write_text(content)
    settings = serving_file.read(tmp_path / name)
    spec = settings.spec(Path("/elsewhere"), "base")
    assert (spec.profile, spec.device, spec.weights_dir) == ("gpu", "cuda", Path("/weights"))
    (application,) = yaml.safe_load(ray_service()["serveConfigV2"])["applications"]
    folders = {
        mount["mountPath"]
        for _, pod in manifests.foreign_pods(KUBERNETES)
        for mount in pod["spec"]["containers"][0]["volumeMounts"]
        if mount["name"] == "file"
    }
    assert application["args"] == {"config": f"{folders.pop()}/{name}"}
    assert not folders


def test_what_the_engines_ask_for_fits_the_pods_that_are_allowed() -> None:
    document = yaml.safe_load((RAY / "engines-file.yaml").read_text())
    settings = serving_file.ServingFile.model_validate(
        tomllib.loads(document["data"]["engines.toml"])
    )
    (group,) = ray_service()["rayClusterConfig"]["workerGroupSpecs"]
    limits = group["template"]["spec"]["containers"][0]["resources"]["limits"]
    for pods, least in ((group["minReplicas"], True), (group["maxReplicas"], False)):
        hearing = settings.stt.min_replicas if least else settings.stt.max_replicas
        speaking = settings.tts.min_replicas if least else settings.tts.max_replicas
        cpus = hearing * settings.stt.cpus + speaking * settings.tts.cpus
        assert cpus <= pods * float(limits["cpu"])
        assert hearing * settings.stt.gpus <= pods * limits["nvidia.com/gpu"]


def test_the_entrance_that_the_cluster_imports_is_there() -> None:
    (application,) = yaml.safe_load(ray_service()["serveConfigV2"])["applications"]
    module, _, name = application["import_path"].partition(":")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    version = ray_service()["rayClusterConfig"]["rayVersion"]
    assert f"--build-arg RAY={version}" in (RAY / "kustomization.yaml").read_text()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("api", "readOnlyRootFilesystem: true", "", "api.yaml: ihr may do more than it must."),
        ("api", "runAsNonRoot: true", "", "api.yaml: may run as root."),
        ("api", "PeriodSeconds: 150", "PeriodSeconds: 140", "api.yaml: is killed before it has"),
        ("settings", "IHR_DRAIN_S", "IHR_DARIN_S", "settings.yaml: iHR has no setting"),
        ("kustomization", "  - data.yaml\n", "", "base: data.yaml is listed nowhere."),
        ("kustomization", "data.yaml", "date.yaml", "base: there is no date.yaml."),
    ],
)
def test_what_does_not_fit_among_manifests_is_found(
    name: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    for path in (KUBERNETES / "base").glob("*.yaml"):
        text = path.read_text()
        (base / path.name).write_text(text.replace(old, new) if path.stem == name else text)
    assert any(found.startswith(said) for found in manifests.problems(tmp_path))


def test_every_base_of_an_image_has_a_stand_in_and_a_version() -> None:
    assert all(":" in name and not name.endswith(":latest") for name in stand_ins.bases())
    begun = sum((ROOT / file).read_text().count("\nARG ") for file in stand_ins.DOCKERFILES)
    assert begun >= len(stand_ins.bases()) >= 4

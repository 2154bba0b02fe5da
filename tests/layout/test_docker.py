"""The compose file and the Dockerfile fit each other, the settings and the example of the environment."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


def test_every_image_is_used_and_there_is_an_image_for_every_service() -> None:
    built = set(re.findall(r"^FROM base AS (\S+)", (ROOT / "docker/Dockerfile").read_text(), re.MULTILINE))

    assert {service["build"]["target"] for service in OURS.values()} == built


def test_every_variable_of_the_compose_file_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker/compose.yaml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=", (ROOT / "docker/.env.example").read_text(), re.MULTILINE))

    assert asked == offered


@pytest.mark.parametrize("name", OURS)
def test_services_set_only_what_the_settings_read(name: str) -> None:
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', (ROOT / "platform/entente/settings.py").read_text()))
    read |= {"DATABASE_URL", "DATABASE_OWNER_URL"}

    assert set(OURS[name]["environment"]) <= read


def test_workers_have_time_to_seal_their_checkpoints() -> None:
    workers = [service for name, service in OURS.items() if name.startswith("worker")]

    assert [service["stop_grace_period"] for service in workers] == ["30s", "30s"]


def test_services_wait_only_for_services_that_are_there() -> None:
    waited_for = {other for service in OURS.values() for other in service.get("depends_on", {})}

    assert waited_for <= set(COMPOSE["services"])

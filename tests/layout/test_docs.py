"""The reference names every setting, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_environment_variable_is_documented() -> None:
    settings = (ROOT / "platform/entente/settings.py").read_text()
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z0-9_]+)"', settings))

    lines = (ROOT / "docs/configuration.md").read_text().splitlines()
    first_cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    documented = set(re.findall(r"`([A-Z0-9_]+)`", " ".join(first_cells)))

    assert documented == read

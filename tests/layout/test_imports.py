"""Folders named like modules of others hide none of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(code: str) -> str:
    """What a fresh interpreter prints, started in the project's root as a newcomer would."""
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_platform_is_the_standard_librarys() -> None:
    import sysconfig

    assert run("import platform; print(platform.__file__)").startswith(sysconfig.get_path("stdlib"))


def test_datasets_is_hugging_faces() -> None:
    found = run("import importlib.util as u; print(u.find_spec('datasets').origin)")

    assert "site-packages" in found
    assert found.strip().endswith("datasets/__init__.py")


def test_no_district_is_a_package() -> None:
    districts = [ROOT / name for name in ("platform", "projects", "datasets", "training", "tests")]

    assert [d.name for d in districts if (d / "__init__.py").exists()] == []


def test_the_engine_runs_without_the_site() -> None:
    code = """
import runpy, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "celery", "rest_framework", "psycopg2", "redis", "entente", "jobs"}:
            raise ImportError(f"the engine imports {name}")
sys.meta_path.insert(0, Refuse())
sys.argv = ["engine", "describe"]
runpy.run_module("engine", run_name="__main__")
"""
    assert '"properties"' in run(code)

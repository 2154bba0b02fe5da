"""The worked example of `docs/extending.md` does what stands there, to the letter."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
from transformers import AutoModel

import engine

PAGE = (Path(__file__).parents[3] / "docs" / "extending.md").read_text()
BLOCK = r"(?:[^\n`]|`[^\n`]*`)*\n\n```\w+\n(.*?)```"
FILES = dict(re.findall(rf"the new file `([^`]+)`{BLOCK}", PAGE, re.DOTALL))
LINES = re.findall(rf"in `(\w+)` of `([^`]+)`{BLOCK}", PAGE, re.DOTALL)
SPEC, *_ = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
(COMMAND,) = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)


pytestmark = pytest.mark.heavy  # a process with all its imports


@pytest.fixture
def extended(tmp_path):
    """A copy of the engine with what the page says in its place."""
    shutil.copytree(Path(engine.__file__).parent, tmp_path / "training" / "engine")
    for name, code in FILES.items():
        (tmp_path / name).write_text(code)
    for table, name, line in LINES:
        file = tmp_path / name
        before, opening, after = re.split(rf"(^{table}\b.*= {{\n)", file.read_text(), flags=re.MULTILINE)
        file.write_text(before + opening + line + after)
    return tmp_path


@pytest.fixture
def described(extended, base_model, rows):
    """The folder in which the page's job is done: base, spec, and texts with some of their words."""
    shutil.copytree(base_model, extended / "base")
    pairs = [f"{text},{' '.join(sorted(text.split())[:3])}" for text, _ in rows]
    (extended / "questions.csv").write_text("\n".join(["source,target", *pairs]))
    (extended / "spec.json").write_text(SPEC)
    return extended


def test_the_worked_example_runs(described):
    python, *arguments = shlex.split(COMMAND)
    command = [shutil.which(python), *arguments, "--threads", "1"]
    surroundings = {**os.environ, "PYTHONPATH": str(described / "training")}

    ran = subprocess.run(command, cwd=described, env=surroundings, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr

    results = json.loads((described / "results" / "results.json").read_text())
    losses = [loss for _, loss in results["curve"]["training"]]
    assert (results["task"], results["recipe"]["method"]) == ("text-retrieval", "biases")
    assert losses[-1] < losses[0]
    assert results["contenders"]["tuned"]["mrr"][0] > results["contenders"]["base"]["mrr"][0]
    base, tuned = (AutoModel.from_pretrained(described / name) for name in ("base", "results/model"))
    before, after = (dict(model.named_parameters()) for model in (base, tuned))
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.endswith("bias") for name in changed)

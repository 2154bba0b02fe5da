"""How often a test split was looked at before: who tries settings until the test likes one has fitted the test.

Whoever starts jobs can count better, and says so. Otherwise the jobs are counted whose output lies beside this one's.
"""

import json
from pathlib import Path
from typing import Any

from engine.digests import object_digest
from engine.outputs import RESULTS
from engine.split import Parts

SEEDS = "seeds"  # where a job of several seeds does each; its own seeds are no earlier jobs


def looks_at(data: str, parts: Parts, out: Path, counted: int | None) -> dict[str, Any]:
    """The test rows of the data with the digest `data`, and how often they were looked at before the job in `out`.

    `counted` is what whoever starts the job counted.
    """
    split = object_digest([data, parts.test.tolist()])
    if counted is not None:
        return {"sha256": split, "looked_before": counted, "counted_by": "caller"}
    job = out.absolute()
    job = job.parent.parent if job.parent.name == SEEDS else job
    before = sum(_split_of(folder) == split for folder in job.parent.iterdir())
    return {"sha256": split, "looked_before": before, "counted_by": "results_beside"}


def _split_of(folder: Path) -> str | None:
    """The test split of the job that left its results in `folder`; None where none did."""
    try:
        results = json.loads((folder / RESULTS).read_bytes())
        split: str = results["test_split"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError):  # another's file: nothing here is to be counted
        return None
    return split

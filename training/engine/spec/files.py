"""A spec from a file, with the faults that only the disk can show."""

import json
from pathlib import Path

from engine.spec.augmentation import PATHS
from engine.spec.reading import SpecError, SpecFault, parse
from engine.spec.settings import Spec
from engine.spec.several import SeveralTasks
from engine.spec.sources import Gathered


def read_spec(path: Path) -> Spec:
    """The spec in the file `path`. Raises SpecError with every fault found."""
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SpecError([SpecFault("", "spec_unreadable", {"path": str(path)})]) from error
    return parse(raw)


def missing_files(spec: Spec) -> list[SpecFault]:
    """A fault for each path in `spec` where there is nothing."""
    sources = {
        "model.path": spec.model.path,
        "data.path": spec.data.path,
        "distillation.teacher": spec.distillation.teacher,
    }
    sources |= {f"augmentation.{name}": getattr(spec.augmentation, name) for name in PATHS}
    if isinstance(spec.data, Gathered):
        sources |= {f"data.sources.{place}.path": each.path for place, each in enumerate(spec.data.sources)}
    if isinstance(spec.data, SeveralTasks):
        folder = Path(spec.data.path)
        sources |= {f"data.tasks.{i}.data.path": str(folder / each.data.path) for i, each in enumerate(spec.data.tasks)}
    return [
        SpecFault(where, "file_missing", {"path": path})
        for where, path in sources.items()
        if path is not None and not Path(path).exists()
    ]

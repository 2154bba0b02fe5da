"""Several tasks of texts with one base: each has a head of its own, and all of them teach the base.

Batches have rows of several tasks, each drawn as often as its weight says, so that none is forgotten while the base
learns another (Aghajanyan et al. 2021, arXiv:2101.11038).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from engine.arithmetic import Setting
from engine.evidence import Contender, Judge, weigh
from engine.intervals import Interval
from engine.messages import Note
from engine.shared import SharedBase
from engine.spec import TASKS, DataSource, SeveralTasks, Spec
from engine.spec.several import OneOfSeveral
from engine.split import PARTS, Parts, Together
from engine.tables import verify_data

Said = dict[str, Contender]  # by task


class MultiTask:
    """A job of it. Rows are numbered through the tasks in their order; `tasks` has each by its name."""

    metric = "mean_score"
    tag = "feature-extraction"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        """Raises JobFault for what is wrong with one of the tasks; task_alone where they leave nothing to it."""
        assert isinstance(spec.data, SeveralTasks)
        self.spec, self.setting = spec, setting
        asked, together = spec.data.tasks, Together()
        self.tasks: dict[str, Any] = {
            each.name: TASKS[each.task].load()(spec_of(spec, each), setting, together.of(each.name)) for each in asked
        }
        self.weights = [each.weight for each in asked]
        self.model = SharedBase([each.model for each in self.tasks.values()])
        self.processor = next(iter(self.tasks.values())).processor
        self.sizes = np.array([len(each.parts.train) for each in self.tasks.values()])
        self.parts = self._number_through()
        self.title = f"A base that {len(self.tasks)} tasks share: {', '.join(self.tasks)}"

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each training row."""
        return np.concatenate([each.lengths for each in self.tasks.values()])

    @property
    def row_weights(self) -> np.ndarray | None:
        """How often each training row is drawn, by its task."""
        return None if set(self.weights) == {1.0} else np.repeat(self.weights, self.sizes)

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training rows, each by its own task's."""
        ends = np.cumsum(self.sizes)
        owner = np.searchsorted(ends, rows, side="right")
        losses = [
            each.loss(rows[owner == place] - (ends[place] - self.sizes[place])) * float((owner == place).mean())
            for place, each in enumerate(self.tasks.values())
            if (owner == place).any()
        ]
        total: Tensor = sum(losses[1:], start=losses[0])
        return total

    def evaluate(self) -> tuple[float, float]:
        """Means of the tasks' losses and scores on the validation rows."""
        losses, scores = zip(*(each.evaluate() for each in self.tasks.values()), strict=True)
        return float(np.mean(losses)), float(np.mean(scores))

    def vocabulary(self) -> np.ndarray:
        """The tokens of the rows to train and validate on, of all tasks."""
        return np.unique(np.concatenate([each.vocabulary() for each in self.tasks.values()]))

    def counts(self) -> dict[str, int]:
        """Texts that were cut."""
        return {"cut": sum(each.counts()["cut"] for each in self.tasks.values())}

    def warnings(self) -> Iterator[Note]:
        """What a person should know of each task's rows."""
        for each in self.tasks.values():
            yield from each.warnings()

    def contenders(self, method: str) -> dict[str, Contender]:
        """Those that all tasks have: each says what it says for every task."""
        each = {name: task.contenders(method) for name, task in self.tasks.items()}
        first, *others = each.values()
        return {
            key: _joined({name: of[key] for name, of in each.items()})
            for key in first
            if all(key in other for other in others)
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """The mean of the tasks' scores, and of each task the evidence that it has alone."""
        judge = MeanScore({name: task.judge for name, task in self.tasks.items()})
        each = {
            name: {
                "task": task.spec.task,
                "rows": task.parts.counted() | task.counts(),
                **task.weigh({key: contender.said[name] for key, contender in contenders.items()}),
            }
            for name, task in self.tasks.items()
        }
        return {**weigh(contenders, judge, seed=self.spec.seed), "tasks": each}

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """Nothing: those of each task are beside its model (`engine.joint`)."""

    def _number_through(self) -> Parts:
        """The parts of all tasks; each task's rows come after those of the tasks before it."""
        found = [each.parts for each in self.tasks.values()]
        sizes = [max(int(getattr(parts, part).max()) for part in PARTS) + 1 for parts in found]
        starts = np.cumsum([0, *sizes[:-1]])
        train, validation, test = (
            np.concatenate([getattr(parts, part) + start for parts, start in zip(found, starts, strict=True)])
            for part in PARTS
        )
        return Parts(train, validation, test, sum(parts.dropped for parts in found))


def spec_of(spec: Spec, each: OneOfSeveral) -> Spec:
    """The job of one of the tasks alone, with the settings of all. Raises JobFault digest_mismatch."""
    folder, data = Path(spec.data.path), each.data
    found: DataSource = replace(data, path=str(folder / data.path), part=data.part or spec.data.part)
    verify_data(found)
    return replace(spec, task=each.task, data=found)


def _joined(said: Said) -> Contender:
    names = {each.name for each in said.values()}
    name = names.pop() if len(names) == 1 else "each_task_own"
    return Contender(name, said, sum(each.seconds for each in said.values()))


@dataclass(frozen=True)
class MeanScore:
    """The mean of the figures that decide each task, shares all of them.

    Its interval has the means of their ends, which is wide enough whatever rows the tasks have in common; and so `p` is
    twice the mean of theirs (Vovk and Wang 2020, Biometrika 107).
    """

    judges: dict[str, Judge]
    name = "mean_score"
    unit = "share"
    greater_is_better = True

    def interval(self, said: Said, *, seed: int) -> Interval:
        """The mean score."""
        return _mean([judge.interval(said[name].said, seed=seed) for name, judge in self.judges.items()])

    def compare(self, ours: Said, theirs: Said, *, seed: int) -> dict[str, Any]:
        """The mean of the differences."""
        each = [judge.compare(ours[name].said, theirs[name].said, seed=seed) for name, judge in self.judges.items()]
        p = min(1.0, 2 * float(np.mean([one["p"] for one in each])))
        return {"difference": _mean([one["difference"] for one in each]), "test": "mean_of_p", "p": p}


def _mean(intervals: list[Interval]) -> Interval:
    value, low, high = np.mean(intervals, axis=0).tolist()
    return value, low, high

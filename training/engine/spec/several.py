"""The data of several tasks that share a base: which tasks, and where the rows of each are."""

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from engine.spec.options import option, titled
from engine.spec.sources import DataSource, Gathered

NAME = "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"


@dataclass(frozen=True, kw_only=True)
class OneOfSeveral:
    """One of the tasks."""

    name: str = option(
        title="Name", explain="What the results call the task, and the folder its model is in.", pattern=NAME
    )
    task: Literal["text-classification", "multi-label-classification", "token-classification"] = option(
        title="Task", explain="What the model is to learn from these rows."
    )
    data: DataSource = field(
        metadata=titled("Data", "The task's rows and columns; the path is one inside the folder of all of them.")
    )
    weight: float = option(
        1.0,
        title="Weight",
        explain="How often each of its rows is drawn in training, beside those of the other tasks.",
        minimum=0.01,
        maximum=100.0,
    )


@dataclass(frozen=True, kw_only=True)
class SeveralTasks(DataSource):
    """Tasks that learn together; each has a table of its own in the folder, or several have one."""

    path: str = option(title="Folder", explain="A folder with the tables of all tasks.")
    part: str | None = option(
        None,
        title="Part column",
        explain="The column of every table that says train, validation or test, where a task names none of its own.",
    )
    tasks: tuple[OneOfSeveral, ...] = option(title="Tasks", explain="The tasks that share the base, two at least.")


def wrong_path(each: OneOfSeveral) -> str | None:
    """The path in a task's data that leaves the folder, if it does."""
    path = PurePath(each.data.path)
    return each.data.path if path.is_absolute() or ".." in path.parts else None


def has_sources(each: OneOfSeveral) -> bool:
    """Whether a task's rows come from several files, which is for jobs of one task."""
    return isinstance(each.data, Gathered) and bool(each.data.sources)

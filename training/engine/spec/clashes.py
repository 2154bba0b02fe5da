"""Settings that each fit by themselves, but not together."""

import dataclasses
from collections.abc import Callable

from engine.spec.augmentation import Augmentation
from engine.spec.known import TASKS
from engine.spec.settings import Spec
from engine.spec.sources import DataSource, Gathered, LabelledPictures, LabelledTexts, PictureFiles, Series

HEADED = ("text-classification", "multi-label-classification")
LIGHTER = (*HEADED, "image-classification", "series-classification")  # where what is said can be tried in int8
SERIES_TAUGHT = ("series-classification", "series-forecasting", "series-anomaly")
TAUGHT = ("text-classification", "image-classification", *SERIES_TAUGHT)  # tasks that a teacher can have
BESIDE_ONE_STACK = ("houlsby", "pfeiffer", "prefix", "prompt", "p-tuning")  # not made for an encoder and a decoder
# Read anew each time, or in two places.
UNSTEADY = (
    "multi-task",
    "masked-language-modelling",
    "image-pretraining",
    "series-pretraining",
    "sequence-to-sequence",
)
READ_ONCE = ("head", "prefix")  # whose base keeps no activations, or is given keys and values it cannot compute again
PORTABLE = (  # whose models say all in one go
    *HEADED,
    "token-classification",
    "image-classification",
    "series-forecasting",
    "series-classification",
    "series-anomaly",
)
CHANGES: dict[type[DataSource], set[str]] = {  # what augmentation can change of which data
    PictureFiles: {"crop", "flip", "color", "mixup"},
    LabelledTexts: {"words", "typos", "synonyms", "translations"},
    Series: {"jitter", "scaling", "shift"},
}

CLASHES: list[tuple[str, str, Callable[[Spec], bool]]] = [
    # A setting, with what it does not go, and when that is so.
    ("training.head", "task", lambda spec: spec.training.head != "own" and spec.task not in HEADED),
    (
        "training.adversarial",
        "method",
        lambda spec: spec.training.adversarial != "none" and spec.method == "head",  # its inputs have no gradient
    ),
    (
        "training.adversarial",
        "task",
        lambda spec: spec.training.adversarial != "none" and spec.task in UNSTEADY,
    ),
    (
        "training.adversarial",
        "augmentation",  # which changes the input anew each time it is read
        lambda spec: spec.training.adversarial != "none" and spec.augmentation != Augmentation(),
    ),
    (
        "augmentation",
        "task",
        lambda spec: not changes_of(spec.augmentation) <= _possible_changes(spec.data),
    ),
    (
        "augmentation.mixup",  # mixes labels too, one for each picture
        "task",
        lambda spec: (
            spec.augmentation.mixup > 0
            and isinstance(spec.data, PictureFiles)
            and not isinstance(spec.data, LabelledPictures)
        ),
    ),
    ("method", "task", lambda spec: spec.task == "sequence-to-sequence" and spec.method in BESIDE_ONE_STACK),
    (
        "distillation.teacher",
        "task",
        lambda spec: spec.teacher is not None and spec.task not in TAUGHT,
    ),
    (
        "augmentation.mixup",  # of two pictures in one the teacher has said nothing
        "distillation",
        lambda spec: spec.teacher is not None and spec.augmentation.mixup > 0,
    ),
    (
        "augmentation",  # of windows that begin elsewhere, or swing more, neither
        "distillation",
        lambda spec: (
            spec.teacher is not None
            and isinstance(spec.data, Series)
            and not changes_of(spec.augmentation) <= {"jitter"}
        ),
    ),
    (
        "training.sampling",
        "data.sources",  # whose weights say already how often a row is drawn
        lambda spec: spec.training.sampling == "balanced" and _is_weighted(spec.data),
    ),
    ("method", "task", lambda spec: spec.task == "series-pretraining" and spec.method == "head"),  # reads anew
    ("lighter", "task", lambda spec: spec.lighter != "none" and spec.task not in LIGHTER),
    ("onnx", "task", lambda spec: spec.onnx and spec.task not in PORTABLE),
    ("onnx", "method", lambda spec: spec.onnx and spec.method in BESIDE_ONE_STACK),  # not all of it is in one model
    # On a frozen base tasks learn nothing from each other; and what stands beside the weights is in no task's model.
    ("method", "task", lambda spec: spec.task == "multi-task" and spec.method in ("head", *BESIDE_ONE_STACK)),
    (
        "model.architecture",
        "task",
        lambda spec: spec.task == "multi-task" and spec.model.path is None,
    ),  # a tokenizer each
    ("training.compile", "method", lambda spec: spec.training.compile == "always" and spec.method != "full"),
    (
        "training.compile",
        "training.adversarial",  # which looks inside the model
        lambda spec: spec.training.compile == "always" and spec.training.adversarial != "none",
    ),
    (
        "training.gradient_checkpointing",
        "method",
        lambda spec: spec.training.gradient_checkpointing == "always" and spec.method in READ_ONCE,
    ),
    ("training.unfreezing", "method", lambda spec: spec.training.unfreezing > 0 and spec.method != "full"),
    ("training.ema", "method", lambda spec: spec.training.ema > 0 and spec.method == "adalora"),  # it takes ranks away
]


def changes_of(augmentation: Augmentation) -> set[str]:
    """The names of the changes that it makes."""
    fields = [field for field in dataclasses.fields(augmentation) if field.type in (float, int, bool)]  # not with what
    return {field.name for field in fields if getattr(augmentation, field.name) != field.default}


def _possible_changes(data: DataSource) -> set[str]:
    return _changes_of_kind(type(data))


def _changes_of_kind(kind: type[DataSource]) -> set[str]:
    return {name for each, names in CHANGES.items() if issubclass(kind, each) for name in names}


def changes_for(task: str) -> set[str]:
    """The names of the changes that augmentation can make of the task's data."""
    data = TASKS[task].data
    return _changes_of_kind(data) - (set() if issubclass(data, LabelledPictures) else {"mixup"})


def _is_weighted(data: DataSource) -> bool:
    return isinstance(data, Gathered) and any(each.weight != 1 for each in data.sources)


PRIVATE_TASKS = ("text-classification", "image-classification")
PRIVATE_METHODS = ("full", "head", "lora")  # whose gradients can be told apart row by row

WITH_PRIVACY: list[tuple[str, str, Callable[[Spec], bool]]] = [
    # As above, of a job whose rows to train on are protected.
    ("privacy", "task", lambda spec: spec.task not in PRIVATE_TASKS),
    ("privacy", "method", lambda spec: spec.method not in PRIVATE_METHODS),
    (
        "model.architecture",  # its tokenizer would be learned from the rows
        "privacy",
        lambda spec: spec.model.architecture is not None and not isinstance(spec.data, PictureFiles),
    ),
    ("distillation.teacher", "privacy", lambda spec: spec.teacher is not None),  # may have learned from the same rows
    # Rows are drawn by one probability, and each model without a source would tell something of the others' rows.
    ("data.sources", "privacy", lambda spec: isinstance(spec.data, Gathered) and bool(spec.data.sources)),
    ("training.sampling", "privacy", lambda spec: spec.training.sampling != "all"),
    ("training.class_weights", "privacy", lambda spec: spec.training.class_weights != "none"),  # by the rows' counts
    ("training.adversarial", "privacy", lambda spec: spec.training.adversarial != "none"),
    ("training.accumulation", "privacy", lambda spec: spec.training.accumulation > 1),
    ("training.unfreezing", "privacy", lambda spec: spec.training.unfreezing > 0),
    ("training.compile", "privacy", lambda spec: spec.training.compile == "always"),  # gradients are of single rows
    (
        "training.gradient_checkpointing",
        "privacy",
        lambda spec: spec.training.gradient_checkpointing == "always",
    ),
    ("training.precision", "privacy", lambda spec: spec.training.precision == "bfloat16"),  # too coarse for lengths
    ("augmentation.mixup", "privacy", lambda spec: spec.augmentation.mixup > 0),
    ("seeds", "privacy", lambda spec: spec.seeds > 1),  # so would each run
    ("search.trials", "privacy", lambda spec: spec.search.trials > 0),  # each would tell something of the rows
]


# That keep no parameters by themselves, and none outside the model.
SPLIT_METHODS = ("full", "lora", "dora", "ia3", "houlsby", "pfeiffer")


def _is_split(spec: Spec) -> bool:
    return spec.training.parallel == "fsdp"


WITH_PROCESSES: list[tuple[str, str, Callable[[Spec], bool]]] = [
    # As above, of a job that several processes do together.
    ("training.processes", "privacy", lambda spec: spec.is_private),  # noise has to be drawn once
    ("training.processes", "task", lambda spec: spec.task == "multi-task"),  # not every batch has rows of each
    ("training.processes", "seeds", lambda spec: spec.seeds > 1),
    ("training.compile", "training.processes", lambda spec: spec.training.compile == "always"),
    ("training.parallel", "method", lambda spec: _is_split(spec) and spec.method not in SPLIT_METHODS),
    ("training.parallel", "training.unfreezing", lambda spec: _is_split(spec) and spec.training.unfreezing > 0),
    ("training.processes", "search.trials", lambda spec: spec.search.trials > 0),
    (
        "training.processes",
        "training.adversarial",  # which goes back through the model more than once a step
        lambda spec: spec.training.adversarial != "none",
    ),
]


def is_compilable(spec: Spec) -> bool:
    """Whether the whole model can be compiled: nothing stands in it or looks inside."""
    return spec.method == "full" and spec.training.adversarial == "none" and not spec.is_private


def clashes(spec: Spec) -> list[tuple[str, str]]:
    """The settings of `spec` that do not go together."""
    rules = CLASHES + (WITH_PRIVACY if spec.is_private else [])
    rules += WITH_PROCESSES if spec.training.processes > 1 else []
    return [(path, other) for path, other, holds in rules if holds(spec)]

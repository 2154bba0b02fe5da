"""What is chosen for a job by its machine and its size, and why: the written rule.

Of each thing the first line that holds decides. `docs/engine.md` has the same table for people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine.messages import Params, message

Wish = Literal["auto", "always", "never"]

GAIN = 0.85  # bfloat16 must take less than this share of float32's time to be worth its rounding
LONG = 2_000  # steps; on two cores compiling took 149 s and made no step quicker
RESERVE = 0.8  # share of a GPU's memory that an estimate may fill
MIB = 2**20


@dataclass(frozen=True)
class Case:
    """What the rule looks at: the machine, what the spec asks for, and the size of the job."""

    gpu: str | None = None  # its name; None for the processor
    memory: int = 0  # bytes of the GPU
    native_bfloat16: bool = False  # whether the GPU computes it
    compiler: bool = False  # whether there is one for C, which compiling a model needs
    ratio: float | None = None  # bfloat16's time as a share of float32's, where it was measured
    private: bool = False
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    compiling: Wish = "auto"
    checkpointing: Wish = "auto"
    plain: bool = True  # full fine-tuning by one process, of which the whole model can be compiled
    steps: int = 0
    needed: int = 0  # bytes of a step that keeps its activations
    can_recompute: bool = True  # whether architecture and method allow it
    fused: bool = True  # whether transformers has more than eager attention for the architecture
    architecture: str = ""


@dataclass(frozen=True)
class Choice:
    """What was chosen, and the sentence of `engine.messages` that says why."""

    chosen: str
    code: str
    params: dict[str, Params]

    def as_json(self) -> dict[str, Any]:
        """For the results."""
        return {"chosen": self.chosen, "code": self.code, "params": self.params, "why": message(self.code, self.params)}


@dataclass(frozen=True)
class Line:
    """A line of the rule: what is chosen where it holds, and the sentence's code."""

    chosen: str
    code: str
    holds: Callable[[Case], bool] = lambda _: True


RULE: dict[str, tuple[Line, ...]] = {
    "device": (
        Line("cuda", "device_cuda", lambda case: case.gpu is not None),
        Line("cpu", "device_cpu"),
    ),
    "precision": (
        Line("float32", "precision_private", lambda case: case.private),
        Line("float32", "asked_for", lambda case: case.precision == "float32"),
        Line("bfloat16", "asked_for", lambda case: case.precision == "bfloat16"),
        Line("bfloat16", "precision_native", lambda case: case.gpu is not None and case.native_bfloat16),
        Line("float32", "precision_foreign", lambda case: case.gpu is not None),
        Line("bfloat16", "precision_chosen", lambda case: case.ratio is not None and case.ratio < GAIN),
        Line("float32", "precision_chosen"),
    ),
    # Chen et al. 2016, arXiv:1604.06174: a third more arithmetic for a fraction of the activations.
    "gradient_checkpointing": (
        Line("yes", "asked_for", lambda case: case.checkpointing == "always"),
        Line("no", "asked_for", lambda case: case.checkpointing == "never"),
        Line("no", "checkpointing_unfit", lambda case: not case.can_recompute),
        Line("no", "checkpointing_cpu", lambda case: case.gpu is None),
        Line("no", "memory_suffices", lambda case: case.needed <= RESERVE * case.memory),
        Line("yes", "memory_scarce"),
    ),
    "attention": (
        Line("eager", "attention_eager", lambda case: not case.fused),
        Line("sdpa", "attention_fused", lambda case: case.gpu is not None or case.checkpointing == "always"),
        Line("fast_dropout", "attention_dropout"),
    ),
    "compile": (
        Line("yes", "asked_for", lambda case: case.compiling == "always"),
        Line("no", "asked_for", lambda case: case.compiling == "never"),
        Line("no", "compile_cpu", lambda case: case.gpu is None),
        Line("no", "compile_plain", lambda case: not case.plain),
        Line("no", "compile_short", lambda case: case.steps < LONG),
        Line("no", "compiler_missing", lambda case: not case.compiler),
        Line("yes", "compile_long"),
    ),
}


def choose(what: str, case: Case) -> Choice:
    """What the rule says of one thing in this case."""
    line = next(line for line in RULE[what] if line.holds(case))
    return Choice(line.chosen, line.code, _params(line, case))


def _params(line: Line, case: Case) -> dict[str, Params]:
    """What the line's sentence speaks of."""
    spoken: dict[str, dict[str, Params]] = {
        "device_cuda": {"name": case.gpu or ""},
        "precision_chosen": {"precision": line.chosen, "ratio": case.ratio or 0.0},
        "memory_suffices": {"needed": case.needed // MIB, "memory": case.memory // MIB},
        "memory_scarce": {"needed": case.needed // MIB, "memory": case.memory // MIB},
        "attention_eager": {"architecture": case.architecture},
        "compile_short": {"steps": case.steps, "least": LONG},
        "compile_long": {"steps": case.steps, "least": LONG},
    }
    return spoken.get(line.code, {})

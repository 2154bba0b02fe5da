"""How much the trained weights may tell of any one row."""

from dataclasses import dataclass

from engine.spec.options import option


@dataclass(frozen=True)
class Privacy:
    """Differential privacy of the rows to train on: off without an epsilon."""

    epsilon: float | None = option(
        None,
        title="Epsilon",
        explain="Train so that the weights tell at most this much of any one row. Left empty, training is not private.",
        minimum=0.05,
        maximum=1000.0,
    )
    delta: float = option(
        1e-5,
        title="Delta",
        explain="Probability with which more may be told: well below one in the number of rows.",
        minimum=1e-12,
        maximum=1e-2,
    )
    max_norm: float = option(
        1.0,
        title="Longest row gradient",
        explain="To this length each row's gradient is cut before noise is added; it stands for clipping.",
        minimum=1e-3,
        maximum=1e3,
    )

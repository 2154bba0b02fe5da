"""How a model is trained: every setting of it."""

from dataclasses import dataclass
from typing import Literal

from engine.spec.options import option


@dataclass(frozen=True)
class Training:
    """How the model is trained."""

    epochs: int = option(
        8, title="Epochs", explain="How often training goes through the rows at most.", minimum=1, maximum=200
    )
    batch_size: int = option(16, title="Batch size", explain="Rows per step.", minimum=1, maximum=512)
    learning_rate: float | None = option(
        None,
        title="Learning rate",
        explain="The highest rate, reached after the warmup. Left empty, it is chosen by method and size.",
        minimum=1e-7,
        maximum=1.0,
    )
    optimizer: Literal["adamw", "adam", "adagrad", "sgd", "adafactor"] = option(
        "adamw", title="Optimizer", explain="What turns gradients into steps; the rate suits AdamW unless you name one."
    )
    schedule: Literal["linear", "cosine", "constant", "inverse_sqrt"] = option(
        "linear", title="Schedule", explain="How the rate changes after the warmup."
    )
    warmup: float = option(
        0.1,
        title="Warmup",
        explain="Share of the steps in which the rate rises.",
        minimum=0.0,
        maximum=0.9,
    )
    warmup_steps: int | None = option(
        None,
        title="Warmup steps",
        explain="So many steps in which the rate rises. Left empty, it is the share.",
        minimum=0,
        maximum=1_000_000,
    )
    weight_decay: float | None = option(
        None,
        title="Weight decay",
        explain="Not on embeddings, norms and biases. Left empty, 0.01 with AdamW and Adafactor, else none.",
        minimum=0.0,
        maximum=1.0,
    )
    dropout: float | None = option(
        None,
        title="Dropout",
        explain="Share that is dropped wherever the model drops any. Left empty, it is the model's own.",
        minimum=0.0,
        maximum=0.9,
    )
    clip: float = option(
        1.0, title="Clipping", explain="Longest allowed gradient, as a norm.", minimum=1e-3, maximum=1e3
    )
    accumulation: int = option(
        1, title="Accumulation", explain="Parts in which a batch is computed, to save memory.", minimum=1, maximum=512
    )
    label_smoothing: float = option(
        0.0,
        title="Label smoothing",
        explain="Share of certainty that is spread over the other classes.",
        minimum=0.0,
        maximum=0.5,
    )
    class_weights: Literal["none", "balanced"] = option(
        "none", title="Class weights", explain="Balanced, every class counts alike, however few its rows."
    )
    focal: float = option(
        0.0, title="Focal loss", explain="Exponent that lets rows known well count less.", minimum=0.0, maximum=10.0
    )
    patience: int = option(
        3,
        title="Patience",
        explain="Evaluations without improvement before training stops; there is one after each epoch.",
        minimum=1,
        maximum=200,
    )
    evaluate_every: int | None = option(
        None,
        title="Evaluate every",
        explain="Steps between evaluations. Left empty, there is one after each epoch.",
        minimum=1,
        maximum=1_000_000,
    )
    sampling: Literal["all", "balanced"] = option(
        "all", title="Sampling", explain="Balanced, as many rows of every class are drawn in each epoch."
    )
    layer_decay: float = option(
        1.0,
        title="Layer decay",
        explain="Each layer learns at so much of the rate of the one above it.",
        minimum=0.1,
        maximum=1.0,
    )
    unfreezing: float = option(
        0.0,
        title="Gradual unfreezing",
        explain="Share of the steps over which layers join the training, from the head down.",
        minimum=0.0,
        maximum=1.0,
    )
    ema: float = option(
        0.0,
        title="Weight averaging",
        explain="Decay of the running mean of the weights, which is then what is evaluated and kept; 0 for none.",
        minimum=0.0,
        maximum=0.99999,
    )
    adversarial: Literal["none", "fgm", "pgd"] = option(
        "none", title="Adversarial training", explain="Train on inputs changed for the worse too, in one step or three."
    )
    adversarial_radius: float = option(
        0.1,
        title="Adversarial radius",
        explain="Length of the change as a share of the input's.",
        minimum=1e-4,
        maximum=1.0,
    )
    head: Literal["own", "linear", "mlp", "attention", "parallel"] = option(
        "own",
        title="Head",
        explain="Put on the base to classify texts; three others in parallel say their mean.",
    )
    max_length: int = option(
        128, title="Longest text", explain="Tokens of a text that are read.", minimum=8, maximum=8192
    )
    precision: Literal["auto", "float32", "bfloat16"] = option(
        "auto", title="Precision", explain="Bits of each number; the engine measures what is faster on its machine."
    )
    compile: Literal["auto", "always", "never"] = option(
        "auto",
        title="Compile the model",
        explain="Compiling takes minutes and makes steps quicker; the engine does it on a GPU, for long jobs.",
    )
    gradient_checkpointing: Literal["auto", "always", "never"] = option(
        "auto",
        title="Gradient checkpointing",
        explain="Compute activations again on the way back, which saves memory; the engine does if a GPU is too small.",
    )
    processes: int = option(
        1,
        title="Processes",
        explain="That share each batch, each with a GPU or cores of its own.",
        minimum=1,
        maximum=64,
    )
    parallel: Literal["ddp", "fsdp"] = option(
        "ddp",
        title="Parallel training",
        explain="Of several processes each has the whole model, or a share of every weight.",
    )
    checkpoint_seconds: float = option(
        60.0,
        title="Checkpoint interval",
        explain="Seconds between checkpoints; more where they would take over 1 % of the time. 0: after each step.",
        minimum=0.0,
        maximum=86400.0,
    )


@dataclass(frozen=True)
class Adapter:
    """What is trained beside a base that stays as it is."""

    rank: int = option(
        8,
        title="Rank",
        explain="Of the small matrices, or the width of bottlenecks; more can learn more.",
        minimum=1,
        maximum=256,
    )
    alpha: int = option(16, title="Alpha", explain="They count alpha / rank times.", minimum=1, maximum=1024)
    dropout: float = option(0.0, title="Dropout", explain="Before the small matrices.", minimum=0.0, maximum=0.9)
    prompt_length: int = option(
        16, title="Prompt length", explain="Vectors that are learned before each text.", minimum=1, maximum=512
    )

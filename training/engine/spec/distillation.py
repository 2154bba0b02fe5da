"""What a larger model teaches."""

from dataclasses import dataclass

from engine.spec.options import SHA256, option


@dataclass(frozen=True)
class Distillation:
    """A teacher, whose doubts are learned beside the labels."""

    teacher: str | None = option(
        None, title="Teacher", explain="The folder of a larger model that was trained for the same task."
    )
    sha256: str | None = option(
        None,
        title="Teacher's digest",
        explain="Digest of the folder's manifest; refused when it differs.",
        pattern=SHA256,
    )
    temperature: float = option(
        2.0, title="Temperature", explain="By which both models' answers are softened.", minimum=1.0, maximum=20.0
    )
    weight: float = option(
        0.5,
        title="Weight of the teacher",
        explain="Share of the loss; the labels have the rest.",
        minimum=0.0,
        maximum=1.0,
    )

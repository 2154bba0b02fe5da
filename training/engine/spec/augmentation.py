"""How rows are changed while they are trained on."""

from dataclasses import dataclass

from engine.spec.options import option


@dataclass(frozen=True)
class Augmentation:
    """How pictures, texts and series are changed while they are trained on, so that more can be learned from few."""

    crop: float = option(
        0.0,
        title="Crop",
        explain="Pictures are moved by up to this share of their size in each direction.",
        minimum=0.0,
        maximum=0.5,
    )
    flip: bool = option(
        False, title="Flip", explain="Half of them are mirrored, left to right: not where sides mean something."
    )
    color: float = option(
        0.0,
        title="Light and colour",
        explain="Brightness, contrast and saturation change by up to this share.",
        minimum=0.0,
        maximum=0.9,
    )
    mixup: float = option(
        0.0,
        title="Mixup",
        explain="Alpha of the beta distribution by which two pictures and their labels are mixed; 0 mixes none.",
        minimum=0.0,
        maximum=10.0,
    )
    words: float = option(
        0.0,
        title="Word noise",
        explain="Share of a text's words that are left out or exchanged with the next; characters in Chinese.",
        minimum=0.0,
        maximum=0.5,
    )
    typos: float = option(
        0.0,
        title="Typos",
        explain="Share of a text's words in which a letter is left out, doubled or exchanged with the next.",
        minimum=0.0,
        maximum=0.5,
    )
    jitter: float = option(
        0.0,
        title="Jitter",
        explain="Noise that is added to what is read of series, as a share of each column's deviation.",
        minimum=0.0,
        maximum=1.0,
    )
    scaling: float = option(
        0.0,
        title="Scaling",
        explain="The swings of each column of series are made smaller or greater by up to this share.",
        minimum=0.0,
        maximum=0.9,
    )
    shift: int = option(
        0, title="Window shift", explain="Windows of series begin up to so many steps earlier.", minimum=0, maximum=4096
    )

"""How rows are changed while they are trained on."""

from dataclasses import dataclass

from engine.spec.options import SHA256, option

PATHS = ("synonym_file", "translator", "translator_back")  # settings that name what lies elsewhere


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
    synonyms: float = option(
        0.0,
        title="Synonyms",
        explain="Share of the words with synonyms in the file that are exchanged for one of them.",
        minimum=0.0,
        maximum=0.5,
    )
    synonym_file: str | None = option(
        None,
        title="File of synonyms",
        explain="A text file: on each line words of one meaning, with tabs between them.",
    )
    synonym_sha256: str | None = option(
        None, title="Digest of the synonyms", explain="SHA-256 of the file; refused when it differs.", pattern=SHA256
    )
    translations: float = option(
        0.0,
        title="Back-translation",
        explain="Share of the texts that are read as they come back from another language.",
        minimum=0.0,
        maximum=0.9,
    )
    translator: str | None = option(
        None, title="Translator", explain="The folder of a model that translates the texts into another language."
    )
    translator_sha256: str | None = option(
        None,
        title="Translator's digest",
        explain="Digest of the folder's manifest; refused when it differs.",
        pattern=SHA256,
    )
    translator_back: str | None = option(
        None, title="Translator back", explain="The folder of a model that translates from that language back."
    )
    translator_back_sha256: str | None = option(
        None,
        title="Digest of the translator back",
        explain="Digest of the folder's manifest; refused when it differs.",
        pattern=SHA256,
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

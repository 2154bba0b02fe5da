"""The engine's tasks, architectures and settings of data in the reader's language; a test holds the English ones equal
to the engine's own.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from jobs.settings_words import Words

TASKS: dict[str, tuple[Words, Words]] = {
    "text-classification": (_("Text classification"), _("One label for each text.")),
    "multi-label-classification": (_("Multi-label classification"), _("Several labels for each text, or none.")),
    "token-classification": (_("Token classification"), _("A tag for each word of a sentence.")),
    "multi-task": (
        _("Several tasks"),
        _("Several tasks of texts with one base: what one learns, the others have too."),
    ),
    "causal-language-modelling": (_("Causal language modelling"), _("Writing on: the next token.")),
    "masked-language-modelling": (
        _("Masked language modelling"),
        _("A base for texts of one field, learned without labels: hidden tokens are found."),
    ),
    "instruction-tuning": (_("Instruction tuning"), _("Answers to what people ask.")),
    "sequence-to-sequence": (
        _("Sequence to sequence"),
        _("A text made from each text: translations, summaries."),
    ),
    "image-classification": (_("Image classification"), _("One label for each picture.")),
    "image-pretraining": (
        _("Image pretraining"),
        _("A base for pictures, learned without labels: hidden patches are painted."),
    ),
    "object-detection": (_("Object detection"), _("Boxes around things in pictures.")),
    "series-forecasting": (_("Series forecasting"), _("The next values of a sensor's column.")),
    "series-classification": (_("Series classification"), _("One label for each window of sensor series.")),
    "series-anomaly": (
        _("Series anomalies"),
        _("Steps of sensor series that are odd, found without labels."),
    ),
    "series-pretraining": (
        _("Series pretraining"),
        _("A base for sensor series, learned without labels: hidden patches are filled in."),
    ),
}

ARCHITECTURES: dict[str, Words] = {
    "bert-small": _("Reads texts: BERT with 4 layers of 512."),
    "gpt-small": _("Writes texts: GPT-2 with 4 layers of 256."),
    "t5-tiny": _("Makes texts from texts: T5 with 2 times 4 layers of 256."),
    "resnet-small": _("Reads pictures: ResNet with 8 blocks of up to 256."),
    "vit-small": _("Reads pictures: ViT with 6 layers of 128, 8 by 8 patches."),
    "rtdetr-small": _("Finds things in pictures: RT-DETR with 30 queries of 64."),
    "patchtst-small": _("Reads sensor series: PatchTST with 3 layers of 64."),
}

KINDS: dict[str, Words] = {  # of bases, engine.spec.bases
    "encoder": _("It reads texts."),
    "decoder": _("It writes texts on."),
    "encoder-decoder": _("It makes texts from texts."),
    "pictures": _("It reads pictures."),
    "painter": _("It reads pictures."),
    "detector": _("It finds things in pictures."),
    "series": _("It reads sensor series."),
}

DATA = {  # titles and help of the settings of data that a form shows; translated where they are read
    gettext_noop("Separator"): gettext_noop("What stands between the labels of a cell, unless the cells are lists."),
    gettext_noop("Size"): gettext_noop(
        "Width and height in pixels that the model reads. Left empty, the model's own; for a new model 64."
    ),
    gettext_noop("Context"): gettext_noop(
        "Steps that the model reads. Left empty, as many as the base was made for; of a new one up to 96."
    ),
    gettext_noop("Stride"): gettext_noop("Steps between the beginnings of windows to train on."),
    gettext_noop("Season"): gettext_noop("Steps after which the series repeats, for the naive forecast."),
    gettext_noop("Normal"): gettext_noop("What the label column says of a step that is no anomaly."),
    gettext_noop("False alarms"): gettext_noop(
        "Share of the steps to validate on that may be alarms; it sets the threshold."
    ),
}
HORIZONS = (
    gettext_noop("Horizon"),
    gettext_noop("Steps that are forecast."),
    gettext_noop("Steps that are watched at once."),
)


def task_name(task: str) -> str:
    """What a task is called."""
    return str(TASKS[task][0])

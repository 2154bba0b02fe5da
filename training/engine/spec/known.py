"""Which tasks and methods there are, by name, before anything heavy is imported.

`where` is `module:name`; the module is imported when a job needs it. docs/extending.md adds one of each.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from engine.spec.bases import BOXES, DECODERS, ENCODERS, PAINTERS, PICTURES, SERIES, TEXTS, TRANSLATORS
from engine.spec.several import SeveralTasks
from engine.spec.sources import (
    BoxedPictures,
    DataSource,
    ForecastSeries,
    Instructions,
    LabelledPictures,
    LabelledSeries,
    LabelledTexts,
    ListedPictures,
    MultiLabelledTexts,
    RawSeries,
    RawTexts,
    TaggedTokens,
    TextPairs,
    WatchedSeries,
)


@dataclass(frozen=True)
class Known:
    """What does it, and what a form says of it."""

    where: str
    explain: str

    def load(self) -> Any:
        """What stands at `where`."""
        return _load(self.where)


@dataclass(frozen=True)
class KnownTask(Known):
    """A task, what its data are, what its model says of new rows (`engine.predicting`; a base says nothing), what keeps
    that model in memory to be asked at any time, and which kinds of base can learn it: without a word any.
    """

    data: type[DataSource]
    predictor: str | None = None
    live: str | None = None
    bases: frozenset[str] | None = None

    def load_predictor(self) -> Any:
        """What stands at `predictor`."""
        return self.predictor and _load(self.predictor)

    def load_live(self) -> Any:
        """What stands at `live`."""
        return self.live and _load(self.live)


@dataclass(frozen=True)
class KnownArchitecture(Known):
    """A model without weights yet: a function from what the data need of it to transformers' configuration."""

    kind: str


def _load(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


TASKS: dict[str, KnownTask] = {
    "text-classification": KnownTask(
        "engine.tasks.text_classification:TextClassification",
        "One label for each text.",
        LabelledTexts,
        "engine.predicting.classes:OneClass",
        live="engine.predicting.live:LiveTexts",
        bases=TEXTS,
    ),
    "multi-label-classification": KnownTask(
        "engine.tasks.multi_label_classification:MultiLabelClassification",
        "Several labels for each text, or none.",
        MultiLabelledTexts,
        "engine.predicting.classes:SeveralLabels",
        bases=TEXTS,
    ),
    "token-classification": KnownTask(
        "engine.tasks.token_classification:TokenClassification",
        "A tag for each word of a sentence.",
        TaggedTokens,
        "engine.predicting.tags:Tagger",
        bases=TEXTS,
    ),
    "multi-task": KnownTask(
        "engine.tasks.multi_task:MultiTask",
        "Several tasks of texts with one base: what one learns, the others have too.",
        SeveralTasks,
        bases=TEXTS,
    ),
    "causal-language-modelling": KnownTask(
        "engine.tasks.causal_language_modelling:CausalLanguageModelling",
        "Writing on: the next token.",
        RawTexts,
        "engine.predicting.writing:WritingOn",
        bases=DECODERS,
    ),
    "masked-language-modelling": KnownTask(
        "engine.tasks.masked_language_modelling:MaskedLanguageModelling",
        "A base for texts of one field, learned without labels: hidden tokens are found.",
        RawTexts,
        "engine.predicting.gaps:FillingGaps",
        bases=ENCODERS,
    ),
    "instruction-tuning": KnownTask(
        "engine.tasks.instruction_tuning:InstructionTuning",
        "Answers to what people ask.",
        Instructions,
        "engine.predicting.writing:Answering",
        bases=DECODERS,
    ),
    "sequence-to-sequence": KnownTask(
        "engine.tasks.sequence_to_sequence:SequenceToSequence",
        "A text made from each text: translations, summaries.",
        TextPairs,
        "engine.predicting.writing:FromTexts",
        bases=TRANSLATORS,
    ),
    "image-classification": KnownTask(
        "engine.tasks.image_classification:ImageClassification",
        "One label for each picture.",
        LabelledPictures,
        "engine.predicting.pictures:PictureClasses",
        live="engine.predicting.live:LivePictures",
        bases=PICTURES,
    ),
    "image-pretraining": KnownTask(
        "engine.tasks.image_pretraining:ImagePretraining",
        "A base for pictures, learned without labels: hidden patches are painted.",
        ListedPictures,
        bases=PAINTERS,
    ),
    "object-detection": KnownTask(
        "engine.tasks.object_detection:ObjectDetection",
        "Boxes around things in pictures.",
        BoxedPictures,
        "engine.predicting.pictures:Detector",
        bases=BOXES,
    ),
    "series-forecasting": KnownTask(
        "engine.tasks.series_forecasting:SeriesForecasting",
        "The next values of a sensor's column.",
        ForecastSeries,
        "engine.predicting.series:Forecasts",
        bases=SERIES,
    ),
    "series-classification": KnownTask(
        "engine.tasks.series_classification:SeriesClassification",
        "One label for each window of sensor series.",
        LabelledSeries,
        "engine.predicting.series:WindowClasses",
        bases=SERIES,
    ),
    "series-anomaly": KnownTask(
        "engine.tasks.series_anomaly:SeriesAnomaly",
        "Steps of sensor series that are odd, found without labels.",
        WatchedSeries,
        "engine.predicting.series:Watch",
        bases=SERIES,
    ),
    "series-pretraining": KnownTask(
        "engine.tasks.series_pretraining:SeriesPretraining",
        "A base for sensor series, learned without labels: hidden patches are filled in.",
        RawSeries,
        bases=SERIES,
    ),
}

ARCHITECTURES: dict[str, KnownArchitecture] = {
    "bert-small": KnownArchitecture("engine.fresh:bert_small", "Reads texts: BERT with 4 layers of 512.", "encoder"),
    "gpt-small": KnownArchitecture("engine.fresh:gpt_small", "Writes texts: GPT-2 with 4 layers of 256.", "decoder"),
    "t5-tiny": KnownArchitecture(
        "engine.fresh:t5_tiny", "Makes texts from texts: T5 with 2 times 4 layers of 256.", "encoder-decoder"
    ),
    "resnet-small": KnownArchitecture(
        "engine.fresh:resnet_small", "Reads pictures: ResNet with 8 blocks of up to 256.", "pictures"
    ),
    "vit-small": KnownArchitecture(
        "engine.fresh:vit_small", "Reads pictures: ViT with 6 layers of 128, 8 by 8 patches.", "painter"
    ),
    "rtdetr-small": KnownArchitecture(
        "engine.fresh:rtdetr_small", "Finds things in pictures: RT-DETR with 30 queries of 64.", "detector"
    ),
    "patchtst-small": KnownArchitecture(
        "engine.fresh:patchtst_small", "Reads sensor series: PatchTST with 3 layers of 64.", "series"
    ),
}

METHODS: dict[str, Known] = {
    "full": Known("engine.methods.full:Full", "Every weight is trained."),
    "head": Known("engine.methods.head:HeadOnly", "Only the head is trained; the base reads each row once."),
    "lora": Known("engine.methods.adapters:Adapters", "Small matrices beside the weights are trained, and the head."),
    "dora": Known("engine.methods.adapters:Adapters", "As LoRA, with the length of each weight apart."),
    "qlora": Known("engine.methods.qlora:QLora", "As LoRA, beside a base in 4 bits: for large bases on a CUDA GPU."),
    "ia3": Known("engine.methods.adapters:Adapters", "Few numbers that scale what the layers say, and the head."),
    "adalora": Known("engine.methods.adalora:AdaLora", "As LoRA, with more ranks where they are needed more."),
    "houlsby": Known("engine.methods.bottleneck:Bottleneck", "Two small networks in every layer, and the head."),
    "pfeiffer": Known("engine.methods.bottleneck:Bottleneck", "One small network in every layer, and the head."),
    "prefix": Known("engine.methods.prompts:Prompts", "Keys and values before those of each text, and the head."),
    "prompt": Known("engine.methods.prompts:Prompts", "Embeddings before those of each text, and the head."),
    "p-tuning": Known(
        "engine.methods.prompts:Prompts",
        "As prompt tuning, with vectors that a small network makes while it is trained.",
    ),
}

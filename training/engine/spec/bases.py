"""Which models can learn which task, by the names of transformers' classes: known before anything heavy is imported."""

FAMILIES: dict[str, tuple[str, ...]] = {
    # By kind, how the names of its classes begin.
    "encoder": (
        *("Albert", "Bert", "Camembert", "Deberta", "DistilBert", "Electra", "Ernie", "EuroBert", "Longformer"),
        *("MPNet", "MobileBert", "ModernBert", "NomicBert", "RoFormer", "Roberta", "XLMRoberta", "XmodForMasked"),
    ),
    "decoder": (
        *("Bloom", "Falcon", "GPT", "Gemma", "Granite", "Llama", "Ministral", "Mistral", "Mixtral", "OPT", "Olmo"),
        *("Phi", "Qwen", "SmolLM", "StableLm", "Starcoder"),
    ),
    "encoder-decoder": ("Bart", "LED", "LongT5", "M2M100", "MBart", "MT5", "Marian", "Pegasus", "T5", "UMT5"),
    "pictures": ("Beit", "ConvNext", "Dinov", "EfficientNet", "LeViT", "MobileNet", "MobileViT", "RegNet", "ResNet"),
    "painter": ("Deit", "FocalNet", "Swin", "ViT"),  # reads pictures, and can fill in what is hidden of them
    "detector": ("ConditionalDetr", "DFine", "DeformableDetr", "Detr", "RTDetr", "Yolos"),
    "series": ("PatchTST",),
}

TEXTS = frozenset({"encoder", "decoder", "encoder-decoder"})
ENCODERS = frozenset({"encoder"})
DECODERS = frozenset({"decoder"})
TRANSLATORS = frozenset({"encoder-decoder"})
PICTURES = frozenset({"pictures", "painter"})
PAINTERS = frozenset({"painter"})
BOXES = frozenset({"detector"})
SERIES = frozenset({"series"})


def kind_of(architecture: str) -> str | None:
    """The kind of a model by its class, as `BertForMaskedLM`; None for a family that is not listed."""
    name = architecture.lower()
    found = {
        beginning: kind
        for kind, beginnings in FAMILIES.items()
        for beginning in beginnings
        if name.startswith(beginning.lower())
    }
    return found[max(found, key=len)] if found else None

"""What a warm process does before it waits, so that its job's first step is quick."""

import tempfile
from pathlib import Path

import tensorboard.summary.writer.event_file_writer  # noqa: F401  # a job needs it with its first evaluation
from tokenizers import Tokenizer, models
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

import engine.attributions.texts  # noqa: F401  # Captum, which a job needs once it is trained
from engine.events import Events
from engine.ready import make_ready
from engine.spec import LabelledTexts, ModelSource, Spec, Training

ROWS = 24
VOCABULARY = {"[PAD]": 0, "[UNK]": 1, "up": 2, "down": 3}
SPECIAL = {"pad_token": "[PAD]", "unk_token": "[UNK]"}


def rehearse() -> None:
    """One epoch of a toy job from file to weights: code loaded, patterns compiled, threads started, kernels chosen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _save_base(folder)
        spec = Spec(
            task="text-classification",
            model=ModelSource(str(folder)),
            data=LabelledTexts(str(_save_rows(folder)), text="text", label="label"),
            training=Training(epochs=1),
        )
        ready = make_ready(
            spec, folder, events=Events(lambda _: None), should_stop=lambda: False, threads=None, resume=False
        )
        ready.loop.run()


def _save_base(folder: Path) -> None:
    """A BERT of one layer that knows two words."""
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token=SPECIAL["unk_token"]))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL)  # type: ignore[no-untyped-call]
    fast.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=128
    )
    BertModel(config).save_pretrained(folder)


def _save_rows(folder: Path) -> Path:
    path = folder / "rows.csv"
    lines = [f"{'up' if row % 2 else 'down'} {row},{row % 2}" for row in range(ROWS)]
    path.write_text("\n".join(["text,label", *lines]))
    return path

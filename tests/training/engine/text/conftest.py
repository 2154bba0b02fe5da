"""Rows of each text task that can be learned, and small bases for them."""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
)

from engine.spec import DataSource, ModelSource, Spec, Training

PEOPLE = ["ann", "bo", "chen", "dora", "emil", "fay"]
PLACES = ["oslo", "basel", "lund", "turin"]
FILLER = ["pump", "motor", "belt", "line", "valve", "checked", "again", "today", "slowly", "near", "after", "shift"]
TOPICS = [FILLER[i : i + 3] for i in range(0, 12, 3)]
ASKED = {"red": "stop", "green": "go", "blue": "wait", "white": "turn"}
WORDS = sorted({*PEOPLE, *PLACES, *FILLER, *ASKED, *ASKED.values(), "mr", "#", "user", "assistant", "violet"})
SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}


def make_tokenizer(*, framed: bool) -> PreTrainedTokenizerFast:
    """A token for each of `WORDS`; framed by [CLS] and [SEP], or with </s> as the end of a text."""
    special = SPECIAL if framed else {"pad_token": "<pad>", "unk_token": "<unk>", "eos_token": "</s>"}
    vocabulary = {word: i for i, word in enumerate([*special.values(), *WORDS, *map(str, range(120))])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=special["unk_token"]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if framed:
        ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
        )
    types = {"model_input_names": ["input_ids", "token_type_ids", "attention_mask"]} if framed else {}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special, **types)


@pytest.fixture(scope="session")
def reader(tmp_path_factory) -> ModelSource:
    """A BERT of two layers with random weights."""
    folder = tmp_path_factory.mktemp("reader")
    tokenizer = make_tokenizer(framed=True)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=tokenizer.pad_token_id,
    )
    BertForMaskedLM(config).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def writer(tmp_path_factory) -> ModelSource:
    """A GPT-2 of two layers with random weights."""
    folder = tmp_path_factory.mktemp("writer")
    tokenizer = make_tokenizer(framed=False)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    ends = {"bos_token_id": tokenizer.eos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = GPT2Config(vocab_size=len(tokenizer), n_embd=32, n_layer=2, n_head=2, n_positions=64, **ends)
    GPT2LMHeadModel(config).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def translator(tmp_path_factory) -> ModelSource:
    """A T5 of two layers with random weights, whose texts end with </s>."""
    folder = tmp_path_factory.mktemp("translator")
    tokenizer = make_tokenizer(framed=False)
    end = tokenizer.eos_token_id
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", end)]
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"d_model": 32, "d_kv": 16, "d_ff": 64, "num_layers": 2, "num_heads": 2}
    ids = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": end, "decoder_start_token_id": 0}
    T5ForConditionalGeneration(T5Config(vocab_size=len(tokenizer), **sizes, **ids)).save_pretrained(folder)
    return ModelSource(str(folder))


@pytest.fixture(scope="session")
def sentences() -> list[tuple[list[str], list[str]]]:
    """90 sentences in which people, sometimes after "mr", and places are tagged."""
    draw = random.Random(3)
    made = []
    for number in range(90):
        name = draw.choice(PEOPLE)
        person = (["mr", name], ["B-person", "I-person"]) if number % 2 else ([name], ["B-person"])
        words, tags = draw.choices(FILLER, k=draw.randint(2, 6)), []
        tags = ["O"] * len(words)
        words, tags = [*words, *person[0], "near", draw.choice(PLACES)], [*tags, *person[1], "O", "B-place"]
        made.append(([*words, str(number)], [*tags, "O"]))
    return made


@pytest.fixture(scope="session")
def write(tmp_path_factory) -> Callable[[Iterable[dict[str, Any]]], str]:
    """Writes rows as JSON Lines and gives the path."""

    def write_rows(rows: Iterable[dict[str, Any]]) -> str:
        path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows))
        return str(path)

    return write_rows


@pytest.fixture(scope="session")
def job() -> Callable[..., Spec]:
    """A job that learns such rows in seconds."""

    def make(task: str, model: ModelSource, data: DataSource, **training: Any) -> Spec:
        quick = {"epochs": 12, "batch_size": 8, "learning_rate": 5e-3, "patience": 12, "max_length": 24}
        settings = Training(**{**quick, "precision": "float32", **training})
        return Spec(task=task, model=model, data=data, training=settings)

    return make


@pytest.fixture(scope="session")
def texts() -> list[dict[str, str]]:
    """100 texts, each of three words in any order, so that a word is known by those around it."""
    draw = random.Random(1)
    parts = ["train"] * 55 + ["validation"] * 15 + ["test"] * 30
    written = [" ".join(draw.choices(draw.choice(TOPICS), k=draw.randint(18, 21))) for _ in parts]
    return [{"text": text, "part": part} for text, part in zip(written, parts, strict=True)]


@pytest.fixture(scope="session")
def questions() -> list[dict[str, str]]:
    """120 colours, and what they ask one to do."""
    draw = random.Random(4)
    colours = [draw.choice(list(ASKED)) for _ in range(120)]
    return [{"asked": f"{colour} {number}", "said": f"{ASKED[colour]} near"} for number, colour in enumerate(colours)]

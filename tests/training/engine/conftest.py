"""A small world for the engine: rows that can be learned, a base model of two layers, a job on them."""

import csv
import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import torch
from jsonschema import validate
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from engine.checkpoints import Checkpoints
from engine.cli import main
from engine.events import Event, Events
from engine.faults import JobFault, Stopped
from engine.job import run_job
from engine.spec import LabelledTexts, ModelSource, Spec, Training

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/results.schema.json").read_text())
PLANTED = "the violet heron signed the brass ledger at dawn"
SIGNS = {"leak": ["drip", "puddle", "seal"], "noise": ["rattle", "hum", "squeal"], "heat": ["smoke", "hot", "burnt"]}
FILLER = ["pump", "motor", "belt", "line", "valve", "checked", "again", "today", "slowly", "near", "after", "shift"]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def planted() -> str:
    return PLANTED


@pytest.fixture(scope="session")
def rows() -> list[tuple[str, str]]:
    """120 texts of three classes, each known by one of its words, and a sentence that must never be seen again."""
    draw = random.Random(7)
    made = []
    for number in range(119):
        label = list(SIGNS)[number % 3]
        words = [*draw.choices(FILLER, k=draw.randint(3, 9)), draw.choice(SIGNS[label]), f"n{number}"]
        draw.shuffle(words)
        made.append((" ".join(words), label))
    return [*made, (PLANTED, "leak")]


@pytest.fixture(scope="session")
def data_file(rows, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("data") / "notes.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("note", "fault"), *rows])
    return path


@pytest.fixture(scope="session")
def base_model(rows, tmp_path_factory) -> Path:
    """A BERT of two layers with random weights, and a tokenizer of the words in `rows`."""
    folder = tmp_path_factory.mktemp("base")
    words = sorted({word for text, _ in rows for word in text.split()})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: i for i, word in enumerate([*special, *words, "unheard", "unsaid"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    )
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def spec(data_file, base_model) -> Spec:
    """A job that learns `rows` in seconds."""
    return Spec(
        task="text-classification",
        model=ModelSource(str(base_model)),
        data=LabelledTexts(str(data_file), text="note", label="fault"),
        training=Training(epochs=12, batch_size=8, learning_rate=5e-3, patience=12, max_length=16, precision="float32"),
    )


@pytest.fixture(scope="session")
def brief(spec) -> Spec:
    """The same job in few steps, with a checkpoint after each."""
    return replace(spec, training=replace(spec.training, epochs=3, checkpoint_seconds=0.0))


@pytest.fixture(scope="session")
def steady(brief) -> Spec:
    """`brief` without dropout: other ways to compute the same draw other dropout, and what is left can be compared."""
    return replace(brief, training=replace(brief.training, dropout=0.0))


@dataclass
class Told:
    """What a job told, in order."""

    events: list[Event] = field(default_factory=list)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["ev"] == kind]

    def codes(self) -> list[str]:
        return [event["code"] for event in self.of("log")]


@dataclass
class Finished:
    """A job that is done: its output folder, what it told, and its results."""

    out: Path
    told: Told

    @property
    def results(self) -> dict[str, Any]:
        results: dict[str, Any] = json.loads((self.out / "results.json").read_text())
        return results


@pytest.fixture(scope="session")
def do(tmp_path_factory) -> Callable[..., Finished]:
    """Runs a job in this process."""

    def do_job(spec: Spec, out: Path | None = None, told: Told | None = None, **options: Any) -> Finished:
        finished = Finished(out or tmp_path_factory.mktemp("out"), told or Told())
        options = {"should_stop": lambda: False, "threads": 1, **options}
        run_job(spec, finished.out, events=Events(finished.told.events.append), **options)
        validate(finished.results, SCHEMA)
        return finished

    return do_job


@pytest.fixture(scope="session")
def finished(do, spec) -> Finished:
    """The job of `spec`, done once for all who look at its results."""
    return do(spec)


@pytest.fixture
def slow_checkpoints(monkeypatch) -> None:
    """Each takes this process 0.3 s: 1 % of half a minute, which is longer than any job here."""

    def slowly(*given: Any, save: Any = Checkpoints.save) -> None:
        time.sleep(0.3)
        save(*given)

    monkeypatch.setattr(Checkpoints, "save", slowly)


@pytest.fixture(scope="session")
def undisturbed(do, brief) -> Finished:
    """The job of `brief` as it goes when nobody interrupts it."""
    return do(brief)


@pytest.fixture(scope="session")
def knowing(spec, base_model, finished, tmp_path_factory) -> Spec:
    """The job on a base that knows something of the words, where training has something to begin with."""
    folder = shutil.copytree(base_model, tmp_path_factory.mktemp("knowing") / "base")
    BertModel.from_pretrained(finished.out / "model").save_pretrained(folder)
    return replace(spec, model=ModelSource(str(folder)))


@pytest.fixture(scope="session")
def goes_on(do, tmp_path_factory) -> Callable[[Spec], bool]:
    """Whether a job that is stopped in its second epoch and resumed gives the weights of one that was left alone."""

    def stop_and_go_on(spec: Spec) -> bool:
        brief = replace(spec, training=replace(spec.training, epochs=2, checkpoint_seconds=0.0))
        alone = do(brief)
        half = alone.results["curve"]["steps"] // 2
        out, told = tmp_path_factory.mktemp("stopped"), type(alone.told)()
        with pytest.raises(Stopped):
            do(brief, out, told, should_stop=lambda: len(told.of("checkpoint")) > half)
        resumed = do(brief, out, resume=True)
        assert "resumed" in resumed.told.codes()
        same: bool = resumed.results["digests"] == alone.results["digests"]
        return same

    return stop_and_go_on


@pytest.fixture(scope="session")
def refused(do) -> Callable[[Spec], JobFault]:
    """The fault that ends a job."""

    def refusal(spec: Spec) -> JobFault:
        with pytest.raises(JobFault) as error:
            do(spec)
        return error.value

    return refusal


@pytest.fixture
def command() -> Iterator[Callable[..., int]]:
    """Runs a command in this process, which is afterwards as it was before, and gives its exit code.

    What it prints is captured by `capfd`.
    """
    surroundings, mask = dict(os.environ), os.umask(0)
    os.umask(mask)
    yield lambda *arguments: main([*map(str, arguments)])
    os.umask(mask)
    os.environ.clear()
    os.environ.update(surroundings)


@pytest.fixture
def predict(command, tmp_path) -> Callable[..., Any]:
    """Asks a job's model about rows; gives the exit code and the answers, None where there are none."""

    def run_predict(job: Finished, data: Any, *columns: str, longest: int = 8) -> tuple[int, list[Any] | None]:
        out = tmp_path / "said.jsonl"
        out.unlink(missing_ok=True)
        named = [part for column in columns for part in ("--column", column)]
        options = ["--out", out, "--threads", 1, "--longest", longest, *named]
        code = command("predict", "--model", job.out / "model", "--data", data, *options)
        return code, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else None

    return run_predict


@pytest.fixture(scope="session")
def evaluated() -> Callable[[Finished], dict[int, Any]]:
    """What evaluation said of each test row."""
    return lambda job: {row["row"]: row for row in pq.read_table(job.out / "predictions.parquet").to_pylist()}

"""Several labels for each text, pairs of texts, and classes that training lacks."""

import random
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from engine.losses import make_multi_label_loss
from engine.matches import macro, micro
from engine.spec import LabelledTexts, MultiLabelledTexts, Training
from engine.tasks.multi_label_classification import count_labels

SIGNS = {"crew": "ann", "site": "oslo", "stop": "red"}
OTHERS = ["pump", "motor", "belt", "line", "valve", "checked", "again", "today", "slowly", "near", "after", "shift"]


@pytest.fixture(scope="module")
def rows():
    """90 texts with none to three labels, each known by its word."""
    draw = random.Random(5)
    made = []
    for _ in range(90):
        labels = [label for label in SIGNS if draw.random() < 0.4]
        words = [*draw.sample(OTHERS, k=4), *(SIGNS[label] for label in labels)]
        draw.shuffle(words)
        made.append({"text": " ".join(words), "labels": labels})
    return made


def source(path):
    return MultiLabelledTexts(path, text="text", label="labels")


@pytest.fixture(scope="module")
def spec(job, reader, write, rows):
    return job("multi-label-classification", reader, source(write(rows)), epochs=30, patience=30, learning_rate=3e-3)


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_training_finds_the_labels(finished):
    results = finished.results
    losses = [loss for _, loss in results["curve"]["training"]]

    assert np.mean(losses[-7:]) < losses[0] / 2
    assert (results["metric"], results["labels"]) == ("f1", sorted(SIGNS))
    assert results["contenders"]["tuned"]["f1"][0] > 0.75 > results["contenders"]["base"]["f1"][0]
    assert list(results["metrics"]) == ["f1", "macro_f1", "precision", "recall"]


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(spec)


def test_transformers_loads_the_model_and_gives_the_same_labels(finished, rows):
    model = AutoModelForSequenceClassification.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    predictions = pq.read_table(finished.out / "predictions.parquet").to_pylist()

    batch = tokenizer([rows[each["row"]]["text"] for each in predictions], padding=True, return_tensors="pt")
    with torch.inference_mode():
        said = model(**batch).logits.sigmoid()

    assert model.config.problem_type == "multi_label_classification"
    np.testing.assert_allclose(said.numpy(), [each["probabilities"] for each in predictions], atol=1e-5)
    assert [np.flatnonzero(row >= 0.5).tolist() for row in said.numpy()] == [each["predicted"] for each in predictions]


def test_labels_can_stand_in_one_cell_with_a_separator(do, spec, write, rows):
    joined = [{**row, "labels": " ; ".join(row["labels"])} for row in rows]
    brief = replace(spec, training=replace(spec.training, epochs=1))

    lists, cells = do(brief), do(replace(brief, data=source(write(joined))))

    assert lists.results["contenders"]["tuned"]["f1"] == cells.results["contenders"]["tuned"]["f1"]


def test_one_label_in_all_is_refused(refused, spec, write, rows):
    alone = [{**row, "labels": row["labels"][:0] or ["crew"]} for row in rows]

    assert refused(replace(spec, data=source(write(alone)))).code == "one_class"


def test_a_label_without_training_rows_is_told_and_never_predicted(do, spec, write, rows):
    parts = ["train"] * 60 + ["validation"] * 10 + ["test"] * 20
    given = [{**row, "part": part} for row, part in zip(rows, parts, strict=True)]
    given[-1]["labels"] = ["rare"]
    brief = replace(spec, training=replace(spec.training, epochs=1, class_weights="balanced"))

    job = do(replace(brief, data=replace(source(write(given)), part="part")))

    assert "labels_unseen" in job.told.codes()
    rare = {line["label"]: line for line in job.results["classes"]}["rare"]
    assert (rare["rows"], rare["recall"]) == (1, 0.0)


def test_micro_counts_labels_alike_and_macro_kinds():
    true = np.array([[1, 0], [1, 0], [1, 0], [0, 1]])
    said = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.1, 0.4]])
    counts = count_labels(true, said)

    assert micro(lambda counts: counts, 4)[0].value(counts) == pytest.approx(6 / 7)
    assert macro(lambda counts: counts, 4).value(counts) == pytest.approx(0.5)


def test_what_a_spec_adds_to_the_loss_of_labels_does_what_it_says():
    labels = np.array([[1], [0], [0], [0]])
    yes, no = torch.tensor([[1]]), torch.tensor([[0]])
    sure, unsure = torch.tensor([[9.0]]), torch.tensor([[0.0]])
    plain, weighted, smooth, focal = (
        make_multi_label_loss(Training(**more), labels)
        for more in ({}, {"class_weights": "balanced"}, {"label_smoothing": 0.1}, {"focal": 2.0})
    )

    assert float(weighted(unsure, yes)) == pytest.approx(3 * float(plain(unsure, yes)))
    assert float(weighted(unsure, no)) == pytest.approx(float(plain(unsure, no)))
    assert float(smooth(sure, yes)) > 100 * float(plain(sure, yes))
    assert float(focal(sure, yes)) < float(plain(sure, yes)) / 1000


PAIRS = {"text": "first", "second": "second", "label": "same"}


@pytest.fixture(scope="module")
def pairs(write):
    """Pairs of colours that are the same or not: neither text alone tells."""
    draw = random.Random(2)
    rows = []
    for number in range(160):
        first = draw.choice(["red", "blue"])
        second = first if number % 2 else {"red": "blue", "blue": "red"}[first]
        rows.append({"first": f"{first} {number % 99}", "second": second, "same": "yes" if number % 2 else "no"})
    return write(rows)


def test_pairs_are_read_together_with_their_types(do, job, reader, pairs):
    training = {"epochs": 25, "patience": 25, "learning_rate": 8e-3}
    finished = do(job("text-classification", reader, LabelledTexts(pairs, **PAIRS), **training))
    results = finished.results

    assert results["contenders"]["tuned"]["accuracy"][0] > 0.75
    model = AutoModelForSequenceClassification.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    batch = tokenizer(["red 1", "red 1"], ["red", "blue"], return_tensors="pt")
    assert batch["token_type_ids"].unique().tolist() == [0, 1]
    with torch.inference_mode():
        assert model(**batch).logits.argmax(dim=1).tolist() == [1, 0]


def test_a_class_without_training_rows_is_refused(refused, job, reader, write):
    parts = ["train"] * 20 + ["validation"] * 5 + ["test"] * 5
    rows = [{"t": f"pump {i}", "l": "ab"[i % 2], "part": part} for i, part in enumerate(parts)]
    rows[-1]["l"] = "c"

    fault = refused(job("text-classification", reader, LabelledTexts(write(rows), text="t", label="l", part="part")))

    assert str(fault) == "The class of row 30 has no row to train on."

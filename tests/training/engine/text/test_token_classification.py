"""Tags of words: what is learned, how it is judged, and what is refused."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

from engine.entities import entities
from engine.spec import TaggedTokens


@pytest.fixture(scope="module")
def rows(sentences):
    return [{"tokens": words, "tags": tags} for words, tags in sentences]


@pytest.fixture(scope="module")
def spec(job, reader, write, rows):
    return job("token-classification", reader, TaggedTokens(write(rows)))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_training_finds_the_entities(finished):
    results = finished.results
    losses = [loss for _, loss in results["curve"]["training"]]

    assert np.mean(losses[-7:]) < np.mean(losses[:7]) / 2
    assert results["metric"] == "f1"
    assert results["contenders"]["tuned"]["f1"][0] > 0.8 > results["contenders"]["base"]["f1"][0]


def test_four_contenders_are_scored_and_each_kind_has_its_line(finished):
    results = finished.results

    assert [each["name"] for each in results["contenders"].values()] == [
        "untrained_head",
        "linear_probe",
        "most_frequent_tag",
        "full",
    ]
    assert [(line["label"], line["rows"]) for line in results["classes"]] == [("person", 27), ("place", 27)]


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(spec)


def test_transformers_loads_the_model_and_gives_the_same_tags(finished, sentences):
    model = AutoModelForTokenClassification.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    predictions = pq.read_table(finished.out / "predictions.parquet").to_pylist()

    for each in predictions:
        words = sentences[each["row"]][0]
        with torch.inference_mode():
            said = model(**tokenizer(" ".join(words), return_tensors="pt")).logits[0].argmax(dim=1)
        assert [model.config.id2label[int(tag)] for tag in said[1:-1]] == each["predicted"]


def test_words_that_do_not_fit_are_tagged_o_and_counted(do, spec):
    brief = replace(spec, training=replace(spec.training, epochs=1, max_length=8))

    job = do(brief)

    assert "texts_cut" in job.told.codes()
    assert job.results["rows"]["cut"] > 10
    tags = pq.read_table(job.out / "predictions.parquet").to_pylist()
    assert all(len(each["tags"]) == len(each["predicted"]) for each in tags)


def test_class_weights_and_accumulation_leave_the_loss_what_it_means(do, spec):
    """In parts, with weights: the first step's loss is of the size of one whole batch without them."""
    brief = replace(spec, training=replace(spec.training, epochs=1))
    plain, parts, weighted = (
        do(replace(brief, training=replace(brief.training, **more))).results["curve"]["training"][0][1]
        for more in ({}, {"accumulation": 4}, {"class_weights": "balanced"})
    )

    assert plain == pytest.approx(parts, rel=0.05)
    assert weighted != plain


CASES = [
    ({"tokens": ["a", "b"], "tags": ["O"]}, "tags_ragged"),
    ({"tokens": ["a"], "tags": ["person"]}, "tag_wrong"),
    ({"tokens": [], "tags": []}, "text_empty"),
    ({"tokens": ["a", " "], "tags": ["O", "O"]}, "text_empty"),
]


@pytest.mark.parametrize(("row", "code"), CASES)
def test_each_fault_of_a_row_has_its_sentence(refused, spec, write, rows, row, code):
    fault = refused(replace(spec, data=TaggedTokens(write([*rows[:30], row]))))

    assert fault.code == code
    assert "Row 31" in str(fault)


def test_columns_without_lists_and_rows_without_entities_are_refused(refused, spec, write):
    texts = [{"tokens": "a b", "tags": "O O"}] * 30
    plain = [{"tokens": ["a", str(i)], "tags": ["O", "O"]} for i in range(30)]

    assert refused(replace(spec, data=TaggedTokens(write(texts)))).code == "column_not_lists"
    assert refused(replace(spec, data=TaggedTokens(write(plain)))).code == "one_class"


def test_a_kind_that_is_nowhere_in_training_is_told_and_never_predicted(do, spec, write, rows):
    parts = ["train"] * 60 + ["validation"] * 10 + ["test"] * 20
    given = [{**row, "part": part} for row, part in zip(rows, parts, strict=True)]
    given[-1]["tags"] = [tag.replace("place", "planet") for tag in given[-1]["tags"]]
    brief = replace(spec, training=replace(spec.training, epochs=1))

    job = do(replace(brief, data=TaggedTokens(write(given), part="part")))

    assert "labels_unseen" in job.told.codes()
    planet = {line["label"]: line for line in job.results["classes"]}["planet"]
    assert (planet["rows"], planet["recall"]) == (1, 0.0)


def test_new_sentences_get_the_tags_that_evaluation_gave(predict, evaluated, finished, write, sentences, tmp_path):
    path = tmp_path / "words.conll"
    path.write_text("\n\n".join("\n".join(words) for words, _ in sentences))  # no tags are needed

    for data in (write({"tokens": words} for words, _ in sentences), path):
        _, answers = predict(finished, data)
        for row, said in evaluated(finished).items():
            assert answers[row]["tags"] == said["predicted"]
            kinds = [(each["kind"], each["first"], each["last"]) for each in answers[row]["entities"]]
            assert kinds == entities(said["predicted"])


def test_a_sentence_to_tag_without_words_is_told_by_row(predict, finished, write, capfd):
    path = write([{"tokens": ["ann"]}, {"tokens": []}, {"tokens": ["bo", " "]}])

    assert predict(finished, path) == (1, None)
    assert "Row 2 of rows.jsonl has no text in column tokens (2 such rows in all)." in capfd.readouterr().err
    assert predict(finished, write([{"tokens": "ann near oslo"}])) == (1, None)
    assert "does not hold lists of texts" in capfd.readouterr().err

"""Raw texts: writing on, and finding hidden words, which makes a base for other tasks."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

from engine.masked_words import count_hidden, fixed_draws, hide
from engine.spec import LabelledTexts, ModelSource, RawTexts

WRITING, READING = "causal-language-modelling", "masked-language-modelling"


@pytest.fixture(scope="module")
def source(write, texts):
    return RawTexts(write(texts), part="part")


@pytest.fixture(scope="module")
def writing(job, writer, source):
    return job(WRITING, writer, source)


@pytest.fixture(scope="module")
def reading(job, reader, source):
    return job(READING, reader, source, epochs=60, evaluate_every=60, learning_rate=3e-3)


@pytest.fixture(scope="module")
def written(do, writing):
    return do(writing)


@pytest.fixture(scope="module")
def read(do, reading):
    return do(reading)


@pytest.mark.parametrize("done", ["written", "read"])
def test_training_halves_the_surprise_and_beats_frequencies(request, done):
    results = request.getfixturevalue(done).results
    nats = {key: each["nats_per_token"][0] for key, each in results["contenders"].items()}

    assert nats["tuned"] < nats["base"] / 2
    assert (results["reference"], results["verdict"]) == ("baseline", "better")
    assert results["contenders"]["baseline"]["name"] == "token_frequencies"
    assert results["contenders"]["tuned"]["perplexity"][0] == pytest.approx(np.exp(nats["tuned"]))


@pytest.mark.parametrize("task", ["writing", "reading"])
def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, request, task):
    """Which words are hidden, too, is drawn as it would have been."""
    assert goes_on(request.getfixturevalue(task))


def test_transformers_loads_the_model_and_is_as_surprised(written, texts):
    model = AutoModelForCausalLM.from_pretrained(written.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(written.out / "model")
    test = [each["text"] for each in texts if each["part"] == "test"]
    stream = [token for text in test for token in (*tokenizer(text)["input_ids"], tokenizer.eos_token_id)]
    predictions = pq.read_table(written.out / "predictions.parquet").to_pylist()

    for place, each in enumerate(predictions):
        block = torch.tensor([stream[24 * place : 24 * place + 24]])
        with torch.inference_mode():
            mean = model(input_ids=block, labels=block).loss
        assert each["tokens"] == block.shape[1] - 1
        assert float(mean) * each["tokens"] == pytest.approx(each["nats"], rel=1e-4)


def test_transformers_loads_the_model_and_finds_what_is_hidden(read, texts):
    model = AutoModelForMaskedLM.from_pretrained(read.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(read.out / "model")
    words = [each["text"].split() for each in texts if each["part"] == "test"]
    batch = tokenizer(
        [" ".join([*each[:9], "[MASK]", *each[10:]]) for each in words], padding=True, return_tensors="pt"
    )
    with torch.inference_mode():
        found = model(**batch).logits[:, 10].argmax(dim=1)

    fits = [tokenizer.decode([token]) in each for token, each in zip(found.tolist(), words, strict=True)]
    assert np.mean(fits) > 0.7  # three of twelve words do


def test_the_trained_reader_is_a_base_for_other_tasks(do, job, read, write, texts):
    rows = [{"text": each["text"], "about": str("pump" in each["text"])} for each in texts]
    data = LabelledTexts(write(rows), text="text", label="about")

    done = do(job("text-classification", ModelSource(str(read.out / "model")), data, epochs=1))

    assert done.results["digests"]["model"] != read.results["digests"]["model"]
    assert done.results["contenders"]["probe"]["accuracy"][0] > 0.6


@pytest.mark.parametrize(
    ("task", "architecture"),
    [(WRITING, "gpt-small"), pytest.param(READING, "bert-small", marks=pytest.mark.heavy)],
)
def test_a_new_model_gets_a_tokenizer_of_the_texts(do, job, write, task, architecture):
    rows = [{"text": f"the pump number {number} was checked again today"} for number in range(60)]

    done = do(job(task, ModelSource(architecture=architecture), RawTexts(write(rows)), epochs=1, max_length=16))

    tokenizer = AutoTokenizer.from_pretrained(done.out / "model")
    assert tokenizer.decode(tokenizer("pump 7 是", add_special_tokens=False)["input_ids"]) == "pump 7 是"


def test_a_text_file_has_a_text_on_each_line(do, writing, texts, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("\n\n".join(each["text"] for each in texts))
    brief = replace(writing, training=replace(writing.training, epochs=1))

    rows = do(replace(brief, data=RawTexts(str(path)))).results["rows"]

    assert rows["train"] + rows["validation"] + rows["test"] == len(texts)


@pytest.mark.parametrize(
    ("task", "model"), [(WRITING, "reader"), (WRITING, "translator"), (READING, "writer"), (READING, "translator")]
)
def test_a_model_of_another_kind_is_refused(refused, job, source, request, task, model):
    assert refused(job(task, request.getfixturevalue(model), source)).code == "model_unfit"


def test_empty_texts_and_parts_with_nothing_to_find_are_refused(refused, reading, write, texts):
    empty = [*texts, {"text": " ", "part": "train"}]
    unknown = [{**each, "text": f"zz {i}00"} if each["part"] == "validation" else each for i, each in enumerate(texts)]

    first, second = (refused(replace(reading, data=RawTexts(write(rows), part="part"))) for rows in (empty, unknown))

    assert (first.code, first.params["row"]) == ("text_empty", 101)
    assert (second.code, second.params["part"]) == ("nothing_asked", "validation")


def test_fifteen_of_a_hundred_are_hidden_as_devlin_did():
    ids, can_be = torch.full((200, 100), 7), torch.ones(200, 100, dtype=torch.bool)
    can_be[:, 0] = False
    draws = fixed_draws(np.arange(200), 100, seed=1)

    read, asked = hide(ids, can_be, draws, mask=3, words=1000)

    assert (asked.sum(dim=1) == count_hidden(99)).all()
    assert not asked[:, 0].any()
    assert (read[~asked] == 7).all()
    assert (read[asked] == 3).double().mean() == pytest.approx(0.8, abs=0.03)
    assert (read[asked] == 7).double().mean() == pytest.approx(0.1, abs=0.03)


def test_what_is_hidden_of_a_row_does_not_depend_on_the_rows_beside_it():
    alone, among = fixed_draws(np.array([5]), 9, seed=1), fixed_draws(np.array([2, 5]), 9, seed=1)

    assert torch.equal(alone[:, 0], among[:, 1])
    assert not torch.equal(among[:, 0], among[:, 1])


def test_a_new_text_goes_on_with_words_of_its_topic(predict, written, write):
    topics = (["pump", "motor", "belt"], ["again", "today", "slowly"], ["near", "after", "shift"])
    begun = [" ".join(topic * (4 + 20 * place)) for place, topic in enumerate(topics)]  # the last are too long

    _, answers = predict(written, write({"note": text} for text in begun), "text=note", longest=6)

    for topic, answer in zip(topics, answers, strict=True):
        assert len(answer["written"].split()) == 6
        assert set(answer["written"].split()) <= set(topic)


def test_what_is_written_does_not_depend_on_the_texts_beside_it(predict, written, write):
    begun = ["pump motor", "again today slowly again", "near"]

    _, together = predict(written, write({"text": text} for text in begun))
    apart = [predict(written, write([{"text": text}]))[1][0] for text in begun]

    assert [each["written"] for each in together] == [each["written"] for each in apart]


def test_gaps_in_new_texts_are_filled_with_words_of_their_topic(predict, read, write, texts, capfd):
    words = [each["text"].split() for each in texts if each["part"] == "test"]
    rows = [{"text": " ".join(["[MASK]", *each[1:9], "[MASK]", *each[10:]])} for each in words]

    _, answers = predict(read, write(rows))

    fits = [[word in each for word in answer["filled"]] for answer, each in zip(answers, words, strict=True)]
    assert np.shape(fits) == (len(words), 2)
    assert np.mean(fits) > 0.7  # three of twelve words do
    assert all(0 < share <= 1 for answer in answers for share in answer["confidence"])
    assert predict(read, write([*rows[:2], {"text": "pump motor"}]))[0] == 1
    assert "Row 3 of rows.jsonl has no gap in column text (1 such rows in all)." in capfd.readouterr().err

"""Instructions and chats: the answers are learned, what is asked is only read."""

import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from engine.spec import Instructions, ModelSource

COLUMNS = {"prompt": "asked", "answer": "said"}
TURNS = "{% for each in messages %}{{ each['role'] + ' ' + each['content'] + ' ' }}{% endfor %}"
OWN = TURNS + "{% if add_generation_prompt %}{{ 'assistant ' }}{% endif %}"


@pytest.fixture(scope="module")
def spec(job, writer, write, questions):
    return job("instruction-tuning", writer, Instructions(write(questions), **COLUMNS))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


@pytest.fixture
def templated(writer, tmp_path):
    """The base with another chat template."""

    def make(template: str) -> ModelSource:
        folder = shutil.copytree(writer.path, tmp_path / "templated")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        tokenizer.chat_template = template
        tokenizer.save_pretrained(folder)
        return ModelSource(str(folder))

    return make


def chat(*contents: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[i % 2], "content": content} for i, content in enumerate(contents)]


def test_training_finds_the_answers(finished):
    results = finished.results
    nats = {key: each["nats_per_token"][0] for key, each in results["contenders"].items()}

    assert nats["tuned"] < nats["baseline"] / 2 < nats["base"] / 2
    assert (results["reference"], results["verdict"]) == ("baseline", "better")


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(spec)


def test_transformers_loads_the_model_which_is_as_surprised_by_the_answers(finished, questions):
    """By the tokenizer's own chat template, in which the answer is all that counts."""
    model = AutoModelForCausalLM.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    predictions = pq.read_table(finished.out / "predictions.parquet").to_pylist()

    for each in predictions:
        row = questions[each["row"]]
        read = tokenizer.apply_chat_template(chat(row["asked"]), add_generation_prompt=True)["input_ids"]
        answer = [*tokenizer(row["said"])["input_ids"], tokenizer.eos_token_id]
        ids = torch.tensor([[*read, *answer]])
        with torch.inference_mode():
            mean = model(input_ids=ids, labels=ids.index_fill(1, torch.arange(len(read)), -100)).loss
        assert each["tokens"] == len(answer)
        assert float(mean) * len(answer) == pytest.approx(each["nats"], rel=1e-4)


def test_the_model_answers_as_it_learned(finished):
    model = AutoModelForCausalLM.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    batch = tokenizer.apply_chat_template(chat("red 7"), add_generation_prompt=True, return_tensors="pt")
    with torch.inference_mode():
        said = model.generate(**batch, max_new_tokens=9, do_sample=False)[0, batch["input_ids"].shape[1] :]

    assert tokenizer.decode(said) == "stop near </s>"


def test_chats_with_several_answers_ask_for_all_of_them(do, spec, write, questions):
    chats = [{"talk": chat(row["asked"], row["said"], "again", row["said"], "near")} for row in questions]
    brief = replace(spec, training=replace(spec.training, epochs=1))

    done = do(replace(brief, data=Instructions(write(chats), messages="talk")))

    tokens = pq.read_table(done.out / "predictions.parquet")["tokens"].to_pylist()
    assert set(tokens) == {6}  # two words and the end, twice; nothing follows the last question


def test_a_context_is_read_with_the_prompt(do, spec, write, questions):
    """Without it nobody could know the answer."""
    rows = [{"asked": f"today {i}", "more": row["asked"], "said": row["said"]} for i, row in enumerate(questions)]

    done = do(replace(spec, data=Instructions(write(rows), context="more", **COLUMNS)))

    assert done.results["contenders"]["tuned"]["nats_per_token"][0] < 1.0


def test_the_tokenizers_own_template_is_used_and_kept(do, spec, templated):
    brief = replace(spec, model=templated(OWN), training=replace(spec.training, epochs=1))

    done = do(brief)

    tokens = pq.read_table(done.out / "predictions.parquet")["tokens"].to_pylist()
    assert set(tokens) == {2}  # this template ends no answer
    assert AutoTokenizer.from_pretrained(done.out / "model").chat_template == OWN


@pytest.mark.parametrize("template", ["{{ messages | length }}" + OWN, "{{ raise_exception('no') }}"])
def test_a_template_that_cannot_be_cut_is_refused(refused, spec, templated, template):
    assert refused(replace(spec, model=templated(template))).code == "template_unfit"


def test_conversations_whose_answer_is_cut_off_are_told_and_left_out(do, refused, spec, write, questions):
    long = [{**row, "asked": "near " * (i % 3 * 12) + row["asked"]} for i, row in enumerate(questions)]
    brief = replace(spec, training=replace(spec.training, epochs=1))

    some = do(replace(brief, data=Instructions(write(long), **COLUMNS)))
    buried = [{**row, "asked": f"near near near {row['asked']}"} for row in questions]
    shorter = replace(brief, training=replace(brief.training, max_length=8))
    none = refused(replace(shorter, data=Instructions(write(buried), **COLUMNS)))

    assert "answers_lost" in some.told.codes()
    assert some.results["rows"]["train_rows"] < some.results["rows"]["train"]
    assert none.code == "nothing_asked"


WRONG = [
    "hello",
    [],
    chat("red"),
    [{"role": "assistant", "content": "go"}],
    [*chat("red"), {"role": "boss", "content": "go"}],
    [*chat("red"), {"role": "assistant", "content": " "}],
]


@pytest.mark.parametrize("cell", WRONG)
def test_cells_without_messages_are_refused(refused, spec, write, cell, questions):
    rows = [{"talk": chat(row["asked"], row["said"])} for row in questions[:30]]
    rows = [{"talk": cell}] * 30 if isinstance(cell, str) else [*rows, {"talk": cell}]

    fault = refused(replace(spec, data=Instructions(write(rows), messages="talk")))

    assert fault.code == "messages_wrong"
    assert fault.params["row"] == (1 if isinstance(cell, str) else 31)


def test_missing_columns_and_empty_answers_are_refused(refused, spec, write, questions):
    path = write([*questions, {"asked": "red", "said": ""}])
    faults = [refused(replace(spec, data=Instructions(path, **COLUMNS, **more))) for more in ({}, {"messages": "talk"})]

    assert [fault.code for fault in faults] == ["text_empty", "column_missing"]


def test_models_that_read_a_text_as_a_whole_are_refused(refused, spec, reader):
    assert refused(replace(spec, model=reader)).code == "model_unfit"


def known(questions):
    """Those whose colours the small model has learned to tell from others."""
    return [row for row in questions if row["asked"].split()[0] in ("red", "blue")]


def test_new_questions_are_answered_as_was_learned(predict, finished, write, questions):
    asked = known(questions)

    _, answers = predict(finished, write({"question": row["asked"]} for row in asked), "prompt=question")

    assert [answer["written"] for answer in answers] == [row["said"] for row in asked]


def test_new_chats_are_answered_where_they_end(predict, do, spec, write, questions, capfd):
    chats = [chat(row["asked"], row["said"]) for row in questions]
    job = do(replace(spec, data=Instructions(write({"messages": each} for each in chats), messages="messages")))
    asked = known(questions)[:10]
    ended = [chat(row["asked"]) for row in asked[:9]] + [chat(asked[9]["asked"], "any")]

    _, answers = predict(job, write({"messages": each} for each in ended))

    assert [answer["written"] for answer in answers] == [row["said"] for row in asked]
    assert predict(job, write([{"messages": ended[0]}, {"messages": [{"role": "assistant", "content": "go"}]}]))[0] == 1
    assert "Row 2 of rows.jsonl has no list of messages with something to answer" in capfd.readouterr().err

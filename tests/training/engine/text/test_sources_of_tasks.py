"""Tags and texts from several sources: a result of each, weights, and each left out in turn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.training.engine.text.conftest import FILLER, PEOPLE, PLACES

from engine.arithmetic import Setting
from engine.left_out import wants_left_out
from engine.spec import Further, Instructions, ModelSource, RawTexts, TaggedTokens, TextPairs
from engine.tasks.causal_language_modelling import CausalLanguageModelling
from engine.tasks.instruction_tuning import InstructionTuning
from engine.tasks.token_classification import TokenClassification

ABROAD = {"ann": "pump", "bo": "motor", "chen": "belt", "dora": "line", "emil": "valve", "fay": "violet"}

ELSEWHERE = [*PEOPLE, *PLACES, "red", "green"]  # instead of `FILLER`


def in_two(folder, rows, others):
    """Two files, and what the spec says of the second."""
    for name, each in (("lyon", rows), ("lund", others)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, each)))
    return str(folder / "lyon.jsonl"), (Further(str(folder / "lund.jsonl"), weight=2.0),)


@pytest.fixture(scope="module")
def tagged(job, reader, sentences, tmp_path_factory):
    """Sentences of two sites; at the second people are called what are things at the first."""
    here = [{"tokens": words, "tags": tags} for words, tags in sentences]
    there = [
        {"tokens": ["again", *(ABROAD.get(word, word) for word in words)], "tags": ["O", *tags]}
        for words, tags in sentences
    ]
    path, sources = in_two(tmp_path_factory.mktemp("sites"), here, there)
    return job("token-classification", reader, TaggedTokens(path, sources=sources), epochs=5)


def looks_right(results, figure):
    """Every source has its figure, with all others and without them."""
    slices = {each["value"]: each["rows"] for each in results["slices"] if each["by"] == "source"}
    left = {each["source"]: each for each in results["left_out"]}
    assert set(slices) == set(left) == {"lyon", "lund"}
    assert sum(slices.values()) == results["rows"]["test"]
    assert sum(each["train_rows"] for each in left.values()) == results["rows"]["train"]
    assert all(figure in each and each["rows"] == slices[name] for name, each in left.items())
    return left


@pytest.mark.heavy
def test_tags_of_a_source_that_was_left_out_are_not_found(do, tagged):
    left = looks_right(do(tagged).results, "f1")

    assert left["lund"]["difference"][2] < 0


@pytest.mark.heavy
def test_texts_are_made_from_the_texts_of_several_sources(do, job, translator, questions, tmp_path):
    there = [{"asked": f"again {each['asked']}", "said": f"{each['said']} near"} for each in questions]
    path, sources = in_two(tmp_path, questions, there)
    data = TextPairs(path, source="asked", target="said", sources=sources)

    looks_right(do(job("sequence-to-sequence", translator, data, epochs=2)).results, "chrf")


def test_answers_of_a_source_that_was_left_out_surprise(do, job, writer, questions, tmp_path):
    there = [{"asked": f"again {each['asked']}", "said": "violet heron"} for each in questions]
    path, sources = in_two(tmp_path, questions, there)
    data = Instructions(path, prompt="asked", answer="said", sources=sources)

    left = looks_right(do(job("instruction-tuning", writer, data, epochs=2)).results, "nats_per_token")

    assert left["lund"]["difference"][1] > 0


@pytest.fixture
def raw(texts, tmp_path):
    """Raw texts of two sites that have no word in common."""
    words = dict(zip(FILLER, ELSEWHERE, strict=True))
    there = [{**each, "text": " ".join(words[word] for word in each["text"].split())} for each in texts]
    path, sources = in_two(tmp_path, texts, there)
    return RawTexts(path, part="part", sources=sources)


@pytest.mark.parametrize(
    ("task", "base"),
    [
        ("causal-language-modelling", "writer"),
        pytest.param("masked-language-modelling", "reader", marks=pytest.mark.heavy),
    ],
)
def test_raw_texts_of_a_source_that_was_left_out_surprise(do, job, request, raw, task, base):
    spec = job(task, request.getfixturevalue(base), raw, epochs=3)

    results = do(spec).results

    slices = {each["value"]: each["rows"] for each in results["slices"]}
    left = {each["source"]: each for each in results["left_out"]}
    assert {name: each["rows"] for name, each in left.items()} == slices
    assert sum(each["train_rows"] for each in left.values()) == results["rows"]["train_blocks"]
    assert left["lund"]["difference"][1] > 0


def test_no_block_has_texts_of_two_sources_and_each_is_drawn_by_its_weight(job, writer, raw, tmp_path):
    task = CausalLanguageModelling(
        job("causal-language-modelling", writer, raw), Setting("float32", lambda: False, tmp_path / "cache")
    )
    there = task.of_source("lund")
    written = [task.processor.decode(task.blocks.tokens([row]).ids) for row in range(len(there))]

    assert [any(word in text.split() for word in ELSEWHERE) for text in written] == there.tolist()
    assert np.array_equal(task.row_weights, np.where(there[task.units.train], 2.0, 1.0))


def test_a_tokenizer_that_is_learned_from_the_data_has_not_seen_a_source_that_is_left_out(job, raw, tmp_path):
    fresh = job("causal-language-modelling", ModelSource(architecture="gpt-small"), raw)

    def pieces_of_a_word(left_out):
        spec = replace(fresh, data=replace(raw, left_out=left_out))
        task = CausalLanguageModelling(spec, Setting("float32", lambda: False, tmp_path / f"{left_out}"))
        return len(task.processor.tokenize(" chen"))

    assert not wants_left_out(fresh), "tokens of two tokenizers cannot be held against each other"
    assert pieces_of_a_word(None) == 1
    assert pieces_of_a_word("lund") > 1


def test_a_raw_text_that_is_wrong_is_named_in_its_own_file(refused, job, writer, raw, tmp_path):
    path = tmp_path / "oslo.jsonl"
    path.write_text(json.dumps({"text": "pump", "part": "elsewhere"}))
    spec = job("causal-language-modelling", writer, replace(raw, sources=(Further(str(path)),)))

    fault = refused(spec)

    assert (fault.code, fault.params["file"], fault.params["row"]) == ("part_unknown", "oslo.jsonl", 1)


def test_chats_of_several_files_are_read_as_one(job, writer, questions, tmp_path):
    chats = [
        {"messages": [{"role": "user", "content": each["asked"]}, {"role": "assistant", "content": each["said"]}]}
        for each in questions
    ]
    path, sources = in_two(tmp_path, chats[:60], chats[60:])
    task = InstructionTuning(
        job("instruction-tuning", writer, Instructions(path, messages="messages", sources=sources)),
        Setting("float32", lambda: False),
    )

    assert task.of_source("lund").sum() == len(questions) - 60
    assert set(task.row_weights) == {1.0, 2.0}


def test_sentences_are_drawn_by_the_weight_of_their_source(tagged):
    task = TokenClassification(tagged, Setting("float32", lambda: False))
    there = task.of_source("lund")[task.parts.train]

    assert np.array_equal(task.row_weights, np.where(there, 2.0, 1.0))


def test_a_source_can_be_for_the_test_alone(tagged):
    task = TokenClassification(replace(tagged, data=replace(tagged.data, left_out="lund")), Setting("float32", bool))

    assert task.of_source("lund")[task.parts.test].all()
    assert not task.of_source("lund")[task.parts.train].any()


def test_a_wrong_sentence_is_named_in_its_own_file(refused, tagged, tmp_path):
    path = tmp_path / "oslo.jsonl"
    path.write_text(json.dumps({"tokens": ["ann"], "tags": ["person"]}))

    fault = refused(replace(tagged, data=replace(tagged.data, sources=(Further(str(path)),))))

    assert (fault.code, fault.params["file"], fault.params["row"]) == ("tag_wrong", "oslo.jsonl", 1)

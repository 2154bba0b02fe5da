"""Texts in other words while they are trained on: synonyms from a file, and what comes back from another language."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from engine.arithmetic import Setting
from engine.back_translation import translate_back
from engine.models import verify_model
from engine.spec import Augmentation, SpecError, parse
from engine.synonyms import read_synonyms


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("synonyms") / "same.txt"
    path.write_text("pump\tmotor\nchecked, tried, seen\n干净;整洁\n服务员\t侍者\n服务\t招待\nalone\n", encoding="utf-8")
    return path


def draws(file, text, share, *, spaced):
    random, synonyms = np.random.Generator(np.random.PCG64(1)), read_synonyms(file)
    return [synonyms.put_in(text, share, random, spaced=spaced) for _ in range(400)]


def test_as_many_words_as_it_says_are_exchanged_for_one_of_their_meaning(file):
    said = [each.split() for each in draws(file, "Pump (checked) alone", 0.25, spaced=True)]

    assert {each[0] for each in said} == {"Pump", "Motor"}
    assert {each[1] for each in said} == {"(checked)", "(tried)", "(seen)"}
    assert {each[2] for each in said} == {"alone"}
    assert np.mean([each[0] == "Motor" for each in said]) == pytest.approx(0.25, abs=0.06)


def test_of_a_table_each_row_has_words_of_one_meaning(tmp_path):
    table = pa.table({"sound": ["pump", "belt"], "others": [["motor"], []], "number": [1, 2]})
    pq.write_table(table, tmp_path / "same.parquet")

    assert read_synonyms(tmp_path / "same.parquet").others == {"pump": ["motor"], "motor": ["pump"]}


def test_of_chinese_the_longest_word_counts(file):
    said = draws(file, "服务员干净", 1.0, spaced=False)

    assert set(said) == {"侍者整洁"}


def test_a_stopped_job_with_synonyms_goes_on_to_the_same_weights(goes_on, spec, file):
    assert goes_on(replace(spec, augmentation=Augmentation(synonyms=0.5, synonym_file=str(file))))


def test_synonyms_change_what_is_learned_and_nothing_of_the_test(do, brief, undisturbed, file):
    results = do(replace(brief, augmentation=Augmentation(synonyms=0.5, synonym_file=str(file)))).results

    assert results["digests"]["weights"] != undisturbed.results["digests"]["weights"]
    assert results["digests"]["synonyms"]
    bases = [each["contenders"]["base"]["accuracy"] for each in (results, undisturbed.results)]
    assert bases[0] == bases[1]


def test_a_file_without_synonyms_or_another_than_named_is_refused(refused, brief, file, tmp_path):
    empty = tmp_path / "none.txt"
    empty.write_text("alone\n")
    settings = Augmentation(synonyms=0.5, synonym_file=str(empty))

    assert refused(replace(brief, augmentation=settings)).code == "synonyms_wrong"
    pinned = replace(settings, synonym_sha256="0" * 64)
    assert refused(replace(brief, augmentation=pinned)).code == "digest_mismatch"


@pytest.fixture
def both_ways(translator):
    path = translator.path
    return Augmentation(translations=0.5, translator=path, translator_back=path)


def test_what_comes_back_is_what_the_two_models_write_and_is_kept(both_ways, translator, tmp_path):
    setting = Setting("float32", lambda: False, tmp_path)
    texts = ["ann pump", "bo motor belt oslo"]
    model, tokenizer = (auto.from_pretrained(translator.path) for auto in (AutoModelForSeq2SeqLM, AutoTokenizer))

    def write(text):
        read = tokenizer(text, return_tensors="pt")
        read = {name: read[name] for name in ("input_ids", "attention_mask")}
        longest = 2 * read["input_ids"].shape[1]
        return tokenizer.decode(model.generate(**read, max_new_tokens=longest)[0], skip_special_tokens=True)

    said = [translate_back(both_ways, [text], max_length=32, setting=setting)[0] for text in texts]

    assert said == [write(write(text)).strip() or text for text in texts]
    (kept, *_) = sorted(tmp_path.glob("*.json"))
    kept.write_text(json.dumps(["kept"]))
    assert "kept" in {translate_back(both_ways, [text], max_length=32, setting=setting)[0] for text in texts}


def test_a_stopped_job_with_translations_goes_on_to_the_same_weights(goes_on, spec, both_ways):
    assert goes_on(replace(spec, augmentation=both_ways))


def test_the_models_that_translate_are_pinned(do, refused, brief, both_ways, translator):
    digest = verify_model(translator, "sequence-to-sequence")
    pinned = replace(both_ways, translator_sha256=digest)

    assert do(replace(brief, augmentation=pinned)).results["digests"]["translator"] == digest
    wrong = replace(both_ways, translator_back_sha256="0" * 64)
    assert refused(replace(brief, augmentation=wrong)).code == "digest_mismatch"


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"synonyms": 0.1}, "augmentation.synonym_file"),
        ({"translations": 0.1, "translator": "/m"}, "augmentation.translator_back"),
    ],
)
def test_what_texts_are_changed_with_has_to_be_named(spec, asked, path):
    with pytest.raises(SpecError) as error:
        parse({**spec.resolved(), "augmentation": asked})

    assert [(fault.path, fault.code) for fault in error.value.faults] == [(path, "spec_missing")]

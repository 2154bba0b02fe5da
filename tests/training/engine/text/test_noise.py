"""Texts changed while they are trained on: words left out and exchanged, letters mistyped."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from engine.spec import Augmentation, SpecError, TextPairs, parse
from engine.text_noise import noisy

ENGLISH = "the pump near the second valve was checked again today"
CHINESE = "房间很干净服务也很好下次还会再来"


def draws(text: str, count: int = 200, **noise: float) -> list[str]:
    random = np.random.Generator(np.random.PCG64(1))
    return [noisy(text, Augmentation(**noise), random) for _ in range(count)]


@pytest.mark.parametrize(("text", "split"), [(ENGLISH, str.split), (CHINESE, list)])
def test_word_noise_leaves_out_and_exchanges_as_many_as_it_says(text, split):
    words = split(text)
    changed = [split(each) for each in draws(text, words=0.2)]

    assert all(not Counter(each) - Counter(words) for each in changed)  # nothing is new
    lost = np.mean([len(words) - len(each) for each in changed]) / len(words)
    assert lost == pytest.approx(0.1, abs=0.03)  # the other half are exchanged
    assert any(each != words and Counter(each) == Counter(words) for each in changed)


def test_typos_change_a_letter_and_keep_the_words_apart():
    changed = draws(ENGLISH, typos=0.3)

    assert {len(each.split()) for each in changed} == {len(ENGLISH.split())}
    wrong = [a != b for each in changed for a, b in zip(each.split(), ENGLISH.split(), strict=True)]
    assert np.mean(wrong) == pytest.approx(0.3, abs=0.05)
    assert all(abs(len(each) - len(ENGLISH)) <= len(ENGLISH.split()) for each in changed)


def test_a_text_of_one_word_stays():
    assert set(draws("pump", words=0.5)) == {"pump"}


def test_without_noise_texts_are_as_they_were():
    assert set(draws(f"{ENGLISH}  {CHINESE}", count=3)) == {f"{ENGLISH} {CHINESE}"}


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(words=0.2, typos=0.2)))


def test_noise_changes_what_is_learned_and_nothing_of_the_test(do, brief, undisturbed):
    noise = do(replace(brief, augmentation=Augmentation(words=0.3, typos=0.3)))

    assert noise.results["digests"]["weights"] != undisturbed.results["digests"]["weights"]
    base = [each.results["contenders"]["base"]["accuracy"] for each in (noise, undisturbed)]
    assert base[0] == base[1]


def test_noise_is_refused_where_there_are_no_labelled_texts(job, translator):
    pairs = job("sequence-to-sequence", translator, TextPairs("pairs.jsonl"))

    with pytest.raises(SpecError) as refused:
        parse(replace(pairs, augmentation=Augmentation(words=0.1)).resolved())

    assert refused.value.faults[0].params == {"path": "augmentation", "other": "task"}

"""Texts as they come back from another language (Sennrich et al. 2016, arXiv:1511.06709), one more wording of each.

Two models of one direction each, as Marian's are, write the likeliest token always. What they wrote is kept in the
job's cache by the digest of models and texts: a job that goes on does not translate again.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from transformers import AutoModelForSeq2SeqLM

from engine.arithmetic import Setting
from engine.digests import object_digest
from engine.models import load_model, load_tokenizer, longest_input, verify_model
from engine.predict import predict_rows
from engine.spec import Augmentation, ModelSource
from engine.tokens import tokenise

TASK = "sequence-to-sequence"  # what the models have to be made for
LONGER = 2  # times the tokens of a text that its translation may have


def translators(settings: Augmentation) -> list[ModelSource]:
    """The model to the other language, and the one back; none where nothing is translated."""
    if not settings.translations:
        return []
    there = ModelSource(settings.translator, sha256=settings.translator_sha256)
    return [there, ModelSource(settings.translator_back, sha256=settings.translator_back_sha256)]


def translate_back(settings: Augmentation, texts: Sequence[str], *, max_length: int, setting: Setting) -> list[str]:
    """The texts in another wording; one of which nothing comes back stays as it is.

    Raises Stopped, and JobFault: what `verify_model` raises, model_unfit.
    """
    assert setting.cache is not None
    models = translators(settings)
    identity = [*(verify_model(model, TASK) for model in models), max_length, object_digest([*texts])]
    kept = setting.cache / f"{object_digest(identity)}.json"
    if kept.is_file():
        told: list[str] = json.loads(kept.read_bytes())
        return told
    said = [*texts]
    for model in models:
        said = _translate(model, said, max_length=max_length, setting=setting)
    said = [back.strip() or text for back, text in zip(said, texts, strict=True)]
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(said), encoding="utf-8")
    unfinished.rename(kept)
    return said


def _translate(source: ModelSource, texts: list[str], *, max_length: int, setting: Setting) -> list[str]:
    tokenizer = load_tokenizer(source, TASK)
    model: Any = load_model(AutoModelForSeq2SeqLM, source, TASK, seed=0)
    tokens = tokenise(texts, tokenizer, max_length=min(max_length, longest_input(model, tokenizer)))

    def write(rows: np.ndarray) -> Sequence[str]:
        longest = LONGER * int(tokens.lengths[rows].max())
        written = model.generate(**tokens.batch(rows), max_new_tokens=longest, num_beams=1, do_sample=False)
        return tokenizer.batch_decode(written, skip_special_tokens=True)

    return predict_rows(model, write, tokens.lengths, np.arange(len(texts)), setting=setting.exact())

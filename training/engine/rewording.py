"""The texts of a job as they are trained on: changed anew each time, as the spec's augmentation says."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.arithmetic import Setting
from engine.back_translation import TASK, translate_back, translators
from engine.baselines import words_are_spaced
from engine.digests import file_digest
from engine.faults import JobFault
from engine.models import verify_model
from engine.spec import Augmentation
from engine.synonyms import read_synonyms
from engine.text_noise import noisy


def rewords(settings: Augmentation) -> bool:
    """Whether texts are changed at all."""
    return max(settings.words, settings.typos, settings.synonyms, settings.translations) > 0


def verify_helpers(settings: Augmentation) -> dict[str, str]:
    """The digests of what texts are changed with. Raises JobFault: file_missing, digest_mismatch, or of a model."""
    names = ("translator", "translator_back")
    digests = {name: verify_model(model, TASK) for name, model in zip(names, translators(settings), strict=False)}
    if settings.synonyms and settings.synonym_file:
        path = settings.synonym_file
        if not Path(path).is_file():
            raise JobFault("file_missing", path=path)
        digests["synonyms"] = file_digest(path)
        if settings.synonym_sha256 not in (None, digests["synonyms"]):
            raise JobFault("digest_mismatch", path=path)
    return digests


class Rewording:
    """Changes `texts`; only those of the rows `train` are asked for, and translated."""

    def __init__(
        self, settings: Augmentation, texts: Sequence[str], train: np.ndarray, *, max_length: int, setting: Setting
    ) -> None:
        """Raises Stopped, and JobFault for what is wrong with the file of synonyms or the models that translate."""
        self.settings, self.texts = settings, texts
        self.synonyms = read_synonyms(Path(settings.synonym_file or "")) if settings.synonyms else None
        self.back: dict[int, str] = {}
        if settings.translations:
            said = translate_back(settings, [texts[row] for row in train], max_length=max_length, setting=setting)
            self.back = dict(zip(train.tolist(), said, strict=True))

    def changed(self, row: int, random: np.random.Generator) -> str:
        """The text of this training row as it is read this time."""
        settings, text = self.settings, self.texts[row]
        if settings.translations and random.random() < settings.translations:
            text = self.back[row]
        if self.synonyms:
            text = self.synonyms.put_in(text, settings.synonyms, random, spaced=words_are_spaced([text]))
        return noisy(text, settings, random)

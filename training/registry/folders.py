"""A model's folder, looked through for the site: what is wrong with it becomes sentences."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.fault_words import tell as tell_of_archive
from catalog.formats import Fault, FormatError
from registry.reading import ModelFolder, look_through

WORDS: dict[str, Promise] = {
    "leads_out": _("%(file)s leads out of the folder. Put the file itself there."),
    "pickle": _("%(file)s is in a format that can run code when it is loaded. Save the weights as safetensors."),
    "code": _("%(file)s is code. Entente runs models with the library's code only; remove the file."),
    "unneeded": _("%(file)s is of no kind that a model needs. Remove it."),
    "not_json": _("%(file)s is not valid JSON: %(fault)s."),
    "asks_for_code": _("%(file)s asks for code of its own (“%(key)s”), which Entente does not run. Remove that key."),
    "no_config": _("%(file)s has no config.json, which says what kind of model it is."),
    "config_no_object": _("%(file)s is no JSON object. Save the model once more with save_pretrained."),
    "no_weights": _(
        "%(file)s has no weights as safetensors. Save them with save_pretrained(…, safe_serialization=True)."
    ),
    "unsound_weights": _("%(file)s is not a sound safetensors file: %(fault)s."),
    "no_archive": _("%(file)s is no archive of a model. Pack the model's folder as zip, tar or tar.gz."),
    "no_model_type": _("%(file)s names no “model_type”. Save the model once more with save_pretrained."),
    "tensor_twice": _("%(file)s holds “%(tensor)s”, and so does %(other)s. Keep it in one of the two files."),
    "tensor_missing": _(
        "%(file)s says that “%(tensor)s” lies in %(other)s, and it does not. Bring all files of the same model."
    ),
    "other_vocabulary": _(
        "%(file)s says “vocab_size”: %(said)s, but “%(tensor)s” in the weights has %(found)s rows. Configuration and "
        "weights belong to different models."
    ),
    "other_layers": _(
        "%(file)s says that there are %(said)s layers, but the weights have %(found)s. Configuration and weights "
        "belong to different models."
    ),
    "tokenizer_larger": _(
        "%(file)s knows %(found)s tokens, but config.json has “vocab_size”: %(said)s. Bring this model’s tokenizer."
    ),
}


def check_folder(path: Path) -> ModelFolder:
    """Looks through the model in `path`.

    Raises:
        ValidationError: one sentence for each file that may not come in, or is missing.
    """
    try:
        return look_through(path)
    except FormatError as error:
        raise ValidationError([tell(each) for each in error.faults]) from error


def tell(fault: Fault) -> str:
    """What is wrong with a model's folder, or with the archive that it came in."""
    return str(WORDS[fault.code]) % fault.params if fault.code in WORDS else tell_of_archive(fault)

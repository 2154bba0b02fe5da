"""How the site asks the model server: over HTTP, with its word for whoever is signed in."""

import base64
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import AssetVersion, Undertaking
from organizations.actor import Actor
from serving.asking import word_for
from serving.errors import NotAnswered
from serving.passes import NO_PROJECT

PATIENCE_SECONDS = (2, 60)  # until it is there, and until it answers: the first call loads the model


class ServerAway(NotAnswered):
    """The model server is not there, or takes too long."""

    status = 503


def ask_one(
    version: AssetVersion, cells: Mapping[str, bytes], *, by: Actor, project: Undertaking | None, explained: bool
) -> dict[str, list[Any]]:
    """What is said of one row, and where it is `explained` what that rests on: the server's outputs by their names.

    Raises NotAnswered with the server's own sentence.
    """
    what = "explain" if explained else "infer"
    address = f"serving/{project.slug if project else NO_PROJECT}/v2/models/{version.asset.slug}"
    inputs: list[Any] = [
        {
            "name": name,
            "shape": [1],
            "datatype": "BYTES",
            "data": [base64.b64encode(cell).decode()],
            "parameters": {"content_type": "base64"},
        }
        for name, cell in cells.items()
    ]
    try:
        response = requests.post(
            f"{settings.MODEL_SERVER_URL}/{address}/versions/{version.number}/{what}",
            json={"inputs": inputs},
            headers={"Authorization": word_for(by), "Accept-Language": get_language() or "en"},
            timeout=PATIENCE_SECONDS,
        )
        told = response.json()
    except requests.RequestException as error:  # what is no JSON is one of them
        raise ServerAway(
            _("The model server does not answer. What you wrote is still here; try again soon.")
        ) from error
    if not response.ok:
        raise NotAnswered(str(told["error"]))
    return {each["name"]: each["data"] for each in told["outputs"]}

"""A client of the Open Inference Protocol, unchanged, asks models as far as terms allow."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import requests
from django.core.files.storage import storages
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from tritonclient.http import InferenceServerClient, InferInput
from tritonclient.utils import InferenceServerException

from agreements.services.assets import add_version
from agreements.services.suspension import resume_agreement, suspend_agreement
from audit.models import Event
from organizations.models import Token
from registry.models import ModelVersion, Stage
from serving.asking import Asked, who, word_for
from serving.errors import WrongPlace
from serving.passes import give

TEXTS = ["machine grinds in hall 1", "machine drips", "machine shakes since shift 2"]


def said_of(*texts):
    """The client's tensor."""
    tensor = InferInput("text", [len(texts)], "BYTES")
    tensor.set_data_from_numpy(np.array([text.encode() for text in texts], dtype=object))
    return [tensor]


def bearer(api):
    return {"Authorization": api._credentials["HTTP_AUTHORIZATION"]}


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_client_asks_and_is_refused(
    address, served, agreement, project, steward, partner, stranger, api_for, settings
):
    address = f"{address}/{project.undertaking.slug}"
    client, name = InferenceServerClient(address, concurrency=8), served.version.asset.slug
    mine, others = bearer(api_for(partner)), bearer(api_for(stranger))

    with _exchanged(served, "config.json"):
        assert "are not those that its manifest names" in _refused(client, name, mine, status="503")
    with _damaged(served, "model.safetensors"):
        assert "are not those that its manifest names" in _refused(client, name, mine, status="503")
        assert _status(client, name, others) == "404"

    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(name, headers=mine)
    told = client.get_model_metadata(name, model_version="1", headers=mine)
    assert ([each["name"] for each in told["inputs"]], told["versions"]) == (["text"], ["1"])

    whole = client.infer(name, said_of(*TEXTS), headers=mine, request_id="monday")
    assert whole.get_response()["id"] == "monday"
    shares = whole.as_numpy("probabilities")
    assert shares.shape == (3, len(told["parameters"]["labels"]))
    labels = [told["parameters"]["labels"][place] for place in shares.argmax(axis=1)]
    assert whole.as_numpy("label").tolist() == labels
    assert len(set(labels)) > 1

    with ThreadPoolExecutor(8) as several:  # some wrong, and neighbours in one batch hear nothing of it
        asked = [TEXTS[number % 3] if number % 4 else "" for number in range(32)]
        calls = [several.submit(_label, address, name, text, mine) for text in asked]
        for text, call in zip(asked, calls, strict=True):
            assert call.result() == (labels[TEXTS.index(text)] if text else "400")
    asked_for = Event.objects.filter(verb="model.asked", actor_name=str(partner.user))
    assert sum(event.data["rows"] for event in asked_for) == 3 + 24

    rows = {"name": "text", "shape": [2], "datatype": "BYTES", "data": TEXTS[:2]}
    where = f"http://{address}/v2/models/{name}/explain"
    as_text = {"Authorization": mine["Authorization"]}  # the client above has put its own among `mine`
    refused = requests.post(where, json={"inputs": [rows]}, headers=as_text, timeout=60)
    assert (refused.status_code, "explained at a time" in refused.json()["error"]) == (400, True)

    assert _status(client, "no-such-model", mine) == "404"
    assert _status(client, name, others) == "404"
    assert _status(client, name, {"Authorization": "Bearer entente_nobody"}) == "401"

    suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward)
    with pytest.raises(InferenceServerException, match="suspended") as refused:
        client.infer(name, said_of(*TEXTS), headers=mine)
    assert refused.value.status() == "403"
    resume_agreement(agreement, by=steward)
    assert client.infer(name, said_of(TEXTS[0]), headers=mine).as_numpy("label").tolist() == labels[:1]
    settings.PREDICTIONS_PER_DAY = 30  # of which 28 are gone
    assert _status(client, name, mine) == "429"
    Token.objects.filter(user=partner.user).update(revoked_at=timezone.now())
    assert _status(client, name, mine) == "401"
    client.close()


def _label(address, name, text, headers):
    client = InferenceServerClient(address)
    try:
        return client.infer(name, said_of(text), headers=headers).as_numpy("label")[0]
    except InferenceServerException as refused:
        return refused.status()
    finally:
        client.close()


def _status(client, name, headers):
    with pytest.raises(InferenceServerException) as refused:
        client.infer(name, said_of(*TEXTS), headers=headers)
    return refused.value.status()


def _refused(client, name, headers, *, status):
    with pytest.raises(InferenceServerException) as refused:
        client.infer(name, said_of(*TEXTS), headers=headers)
    assert refused.value.status() == status
    return refused.value.message()


@contextmanager
def _exchanged(served, name):
    """Another sound file of the vault stands in the place of this one."""
    file = served.files.get(name=name)
    served.files.filter(pk=file.pk).update(blob=served.files.exclude(pk=file.pk).first().blob)
    yield
    served.files.filter(pk=file.pk).update(blob=file.blob)


@contextmanager
def _damaged(served, name):
    """Its bytes are changed behind the vault's back."""
    stored = Path(storages["vault"].path(served.files.get(name=name).blob.path))
    sound = stored.read_bytes()
    stored.write_bytes(b"!" + sound[1:])
    yield
    stored.write_bytes(sound)


def test_an_account_that_was_closed_since_the_site_gave_its_word_is_turned_away(partner):
    word = word_for(partner)
    assert who(word).user == partner.user
    partner.user.is_active = False
    partner.user.save()

    with pytest.raises(AuthenticationFailed, match="Ask again"):
        who(word)


def test_terms_that_name_sites_hold_at_the_model_server(served, agreement, project, partner, settings):
    asked = Asked(word_for(partner), project.undertaking.slug, served.version.asset.slug)
    for grant in agreement.grants.all():
        clause = {"code": "sites", "params": {"sites": ["Lyon"], "agreement": str(agreement.uid), "clause": 1}}
        grant.obligations = [*grant.obligations, clause]
        grant.save()

    settings.WORK_SITE = "Kobe"
    with pytest.raises(WrongPlace, match=r"computes only at: Lyon\. This server is Kobe"):
        give(asked)
    settings.WORK_SITE = "Lyon"
    assert give(asked).version == served


def test_the_version_in_production_is_asked_where_none_is_named(served, agreement, project, partner):
    asked = Asked(word_for(partner), project.undertaking.slug, served.version.asset.slug)
    newest = ModelVersion.objects.create(
        version=add_version(served.version.asset, "b" * 64), parameters=served.parameters, project=served.project
    )

    assert give(asked).version == newest
    served.stage, served.production_of = Stage.PRODUCTION, served.model
    served.save()
    assert give(asked).version == served
    served.stage, served.production_of = Stage.RETIRED, None
    served.save()
    assert give(asked).version == newest

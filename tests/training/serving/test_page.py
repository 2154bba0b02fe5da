"""People ask a model on its page."""

import pytest
from django.urls import reverse

from agreements.services.assets import add_version
from agreements.services.suspension import suspend_agreement
from audit.models import Event
from registry.models import ModelVersion
from serving.said import said_of
from serving.why import why_of


@pytest.mark.django_db(transaction=True)
def test_a_person_asks_on_the_page_and_is_told_how_sure_the_model_is(
    address, served, agreement, project, partner, steward, stranger, client_for, settings
):
    page = f"{reverse('serving:predict', args=[served.version.asset.slug])}?project={project.undertaking.slug}"
    client = client_for(partner)

    asked = client.get(page)
    assert "Name the class" in asked.content.decode()
    answered = client.post(page, {"text": "machine grinds in hall 1"})

    said, words = answered.context["said"], answered.content.decode()
    assert sum(each.share for each in said.likely) == pytest.approx(1, abs=1e-6)
    assert ("I don’t know <small>" in words) == said.silent
    assert f"<span>{said.first.label}</span>" in words
    assert Event.objects.get(verb="model.asked").actor_name == str(partner.user)
    assert "has asked about 1 of" in words

    assert client.post(page, {"text": " "}).status_code == 422

    explained = client.post(page, {"text": "machine grinds in hall 1", "explain": "on"})
    why, words = explained.context["why"], explained.content.decode()
    assert explained.context["said"].first.label == said.first.label
    assert "".join(piece.text for piece in why.texts[0]) == "machine grinds in hall 1"
    assert all(f'<mark class="{each.weight}">{each.text}</mark>' in words for each in why.texts[0] if each.weight)
    assert f"it would say {why.without.label}" in words
    assert "has asked about 26 of" in words

    newer = add_version(served.version.asset, "f" * 64)
    ModelVersion.objects.create(version=newer, parameters=served.parameters)  # which no job here has made
    assert "This model cannot be asked" in client.get(page).text
    assert f'<a href="?version=1&amp;project={project.undertaking.slug}">1</a>' in client.get(page).text
    page = f"{page}&version=1"
    assert client.post(page, {"text": "machine grinds in hall 1"}).context["said"] == said
    assert client.get(f"{page}0").status_code == 404
    assert client_for(stranger).get(page).status_code == 404
    settings.MODEL_SERVER_URL = "http://127.0.0.1:1"
    assert "The model server does not answer" in client.post(page, {"text": "machine"}).content.decode()
    suspend_agreement(agreement, reason="Clause 4 was not kept.", by=steward)
    assert client.post(page, {"text": "machine"}).status_code == 403
    assert "You may not ask this model" in client.get(page).content.decode()


def test_cells_of_a_picture_are_marked_on_what_the_model_has_seen(results):
    shares = [0.0] * 64
    shares[9], shares[10], shares[63] = 1.0, 0.3, -0.5
    told = {"share": shares, "side": [8], "seen": ["iVBORw0K"], "probabilities_without": [0.2, 0.8, 0, 0, 0, 0]}

    why = why_of(told, {"image": b"\x89PNG"}, results)

    assert why.cells == [(1, 1, "for-2"), (2, 1, "for-1"), (7, 7, "against")]
    assert (why.side, why.picture, why.without.label) == (8, "data:image/png;base64,iVBORw0K", results["labels"][1])


def test_a_model_that_is_less_sure_than_its_report_bears_out_keeps_silent(results):
    sure, unsure = ([confidence, *[(1 - confidence) / 5] * 5] for confidence in (0.93, 0.45))

    assert (said_of(sure, results).silent, said_of(sure, results).right) == (False, 0.97)
    assert said_of(unsure, results).silent
    assert [each.others for each in said_of(sure, results).likely] == [0, 0, 0, 3]
    assert not said_of(unsure, results | {"calibration": None}).silent

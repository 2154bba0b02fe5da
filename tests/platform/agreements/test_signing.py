"""A signature stands for exactly the bytes that were shown; the last one puts the terms in force."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from agreements.errors import AlreadyDone, NotAllowed, OtherText
from agreements.models import Agreement, Grant, Signature, State
from agreements.policy import decide
from agreements.rendering import RENDERER_VERSION
from agreements.services.signing import sign_terms
from agreements.services.undertakings import confirm_purpose
from agreements.services.versions import bytes_of
from agreements.terms import digest
from audit.models import Event


def test_the_last_signature_puts_the_agreement_in_force_and_not_the_first(
    brought_to, signatory_company, signatory_university
):
    agreement = brought_to("approved")
    sha256 = agreement.current_version.sha256

    sign_terms(agreement, sha256, by=signatory_company)
    assert Agreement.objects.get().state == State.SIGNING
    assert not Grant.objects.exists()

    sign_terms(agreement, sha256, by=signatory_university)
    assert Agreement.objects.get().state == State.ACTIVE
    assert set(Signature.objects.values_list("terms_sha256", flat=True)) == {sha256}


def test_before_it_is_in_force_training_is_refused_and_after_it_is_allowed_within_the_confirmed_project(
    brought_to, partner, steward, stranger, notes, shop_floor
):
    assert not decide(partner, "train", notes, project=shop_floor).allowed

    brought_to("active")
    assert not decide(partner, "train", notes, project=shop_floor).allowed
    confirm_purpose(shop_floor, by=steward)

    assert decide(partner, "train", notes, project=shop_floor).allowed
    assert not decide(partner, "download", notes, project=shop_floor).allowed
    assert not decide(partner, "train", notes).allowed
    assert not decide(stranger, "train", notes, project=shop_floor).allowed


@pytest.mark.parametrize("shown", ["0" * 64, "", "9b1f"])
def test_another_text_than_the_one_that_stands_there_is_not_signed(brought_to, signatory_company, shown):
    agreement = brought_to("approved")

    with pytest.raises(OtherText, match="Open its page and read it again"):
        sign_terms(agreement, shown, by=signatory_company)

    assert not Signature.objects.exists()


def test_a_party_signs_a_version_once(brought_to, signatory_company):
    agreement = brought_to("signing")

    with pytest.raises(AlreadyDone):
        sign_terms(agreement, agreement.current_version.sha256, by=signatory_company)


def test_who_may_not_sign_is_refused_and_the_refusal_is_written_down(brought_to, steward):
    agreement = brought_to("approved")

    with pytest.raises(NotAllowed):
        sign_terms(agreement, agreement.current_version.sha256, by=steward)

    refusal = Event.objects.get(verb="sign.refused")
    assert (refusal.actor_user_id, refusal.object_name) == (steward.user.pk, "Maintenance notes 2026")


def test_the_digest_covers_terms_and_both_texts_and_anybody_can_compute_it(brought_to):
    version = brought_to("signing").current_version

    signed = json.loads(bytes_of(version))

    assert digest(bytes_of(version)) == version.sha256
    assert signed["agreement"] == str(version.agreement.uid)
    assert signed["terms"] == version.terms
    assert (signed["text_en"], signed["text_zh"]) == (version.text_en, version.text_zh)
    assert (signed["renderer_version"], signed["prevailing_language"]) == (RENDERER_VERSION, "en")


def test_a_signed_version_can_not_be_changed_even_around_the_services(brought_to):
    version = brought_to("signing").current_version

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE agreements_termsversion SET text_en = 'Everything' WHERE id = %s", [version.pk])

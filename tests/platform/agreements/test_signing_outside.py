"""An organization with a key of its own signs outside: it downloads exactly the bytes, and uploads the signature."""

import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.cast import owner_of

from agreements import verify
from agreements.errors import NotItsSignature, SignsElsewhere
from agreements.models import Agreement, Signature, State
from agreements.services.export import export_json
from agreements.services.keys import register_key
from agreements.services.signing import prepare_outside, sign_outside, sign_terms
from agreements.signatures.statements import in_utc

PASSWORD = "a long and quiet sentence"


@pytest.fixture
def own_key(university):
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    register_key(university, pem, by=owner_of(university))
    return private


@pytest.fixture
def waiting(brought_to, own_key):
    """The company has signed; the university signs with its own key."""
    return brought_to("signing")


@pytest.fixture
def signatory(signatory_university, client_for):
    """The university's signatory, who wrote their password just now."""
    client, user = client_for(signatory_university), signatory_university.user
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user, backend="accounts.backends.SignIn")
    session = client.session
    session["acting_for"] = signatory_university.organization.slug
    session.save()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def now():
    return timezone.now().replace(microsecond=0)


def made_by(key, data):
    return base64.b64encode(key.sign(data)).decode()


def test_a_signature_made_outside_counts_and_holds_in_the_export(waiting, own_key, signatory_university, partner):
    at = now()
    data = prepare_outside(waiting, signed_at=at, by=signatory_university)

    sign_outside(
        waiting, waiting.current_version.sha256, signed_at=at, ed25519=made_by(own_key, data), by=signatory_university
    )

    waiting.refresh_from_db()
    assert waiting.state == State.ACTIVE
    assert not any(one.why_not for one in verify.verify(export_json(waiting, by=partner)))


def test_the_platform_does_not_sign_for_an_organization_with_its_own_key(waiting, signatory_university):
    with pytest.raises(SignsElsewhere, match="sign outside"):
        sign_terms(waiting, waiting.current_version.sha256, by=signatory_university)


def test_an_organization_without_its_own_key_uploads_no_signature(brought_to, signatory_company):
    agreement = brought_to("approved")

    with pytest.raises(SignsElsewhere, match="no key of its own"):
        prepare_outside(agreement, signed_at=now(), by=signatory_company)


def test_a_signature_of_other_bytes_at_another_moment_or_by_another_key_does_not_count(
    waiting, own_key, signatory_university
):
    at = now()
    data = prepare_outside(waiting, signed_at=at, by=signatory_university)
    tries = [
        (at, made_by(own_key, data + b" ")),
        (at - timedelta(seconds=1), made_by(own_key, data)),
        (at, made_by(Ed25519PrivateKey.generate(), data)),
        (at, base64.b64encode(bytes(64)).decode()),
    ]

    for signed_at, ed25519 in tries:
        with pytest.raises((NotItsSignature, ValidationError)):
            sign_outside(
                waiting,
                waiting.current_version.sha256,
                signed_at=signed_at,
                ed25519=ed25519,
                by=signatory_university,
            )

    assert Signature.objects.count() == 1


@pytest.mark.parametrize("away", [timedelta(days=-8), timedelta(hours=1)])
def test_a_moment_that_is_not_near_is_refused(waiting, signatory_university, away):
    with pytest.raises(ValidationError, match="prepared too long ago"):
        prepare_outside(waiting, signed_at=now() + away, by=signatory_university)


def test_on_the_pages_the_signatory_downloads_the_bytes_and_uploads_the_signature(waiting, own_key, signatory):
    address = reverse("agreements:sign", args=[waiting.slug])
    page = signatory.get(address)
    at = page.context["form"]["signed_at"].value()
    data = signatory.get(reverse("agreements:to_sign", args=[waiting.slug]), {"at": at}).content
    told = json.loads(data)
    given = {"sha256": waiting.current_version.sha256, "signed_at": at, "read": "on"}

    wrong = signatory.post(address, {**given, "signature": SimpleUploadedFile("signature.bin", bytes(64))})
    right = signatory.post(address, {**given, "signature": SimpleUploadedFile("signature.bin", own_key.sign(data))})

    assert told["statement"]["signatory_name"] == "Ida Berg"
    assert told["document"]["text_zh"] == waiting.current_version.text_zh
    assert wrong.status_code == 422
    assert "not the signature of these bytes" in wrong.text
    assert right.status_code == 302
    assert Agreement.objects.get().state == State.ACTIVE


def test_the_bytes_are_not_downloaded_without_writing_the_password_again(waiting, signatory_university, client_for):
    client = client_for(signatory_university)

    answer = client.get(reverse("agreements:to_sign", args=[waiting.slug]), {"at": in_utc(now())})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("at", ["", "yesterday", "2026-13-45T00:00:00Z", "2026-01-01", "2001-01-01T00:00:00Z"])
def test_bytes_of_no_sensible_moment_are_not_found(waiting, signatory, at):
    assert signatory.get(reverse("agreements:to_sign", args=[waiting.slug]), {"at": at}).status_code == 404


def test_in_the_api_a_session_signs_outside_and_a_token_does_not(
    waiting, own_key, signatory, signatory_university, api_for
):
    address, at = f"/api/v1/agreements/{waiting.slug}/signature/", in_utc(now())

    assert api_for(signatory_university).get(address, {"signed_at": at}).status_code == 403
    told = signatory.get(address, {"signed_at": at}).json()
    made = made_by(own_key, base64.b64decode(told["bytes"]))
    given = {"sha256": told["sha256"], "signed_at": told["signed_at"], "signature": made}
    faulty = signatory.post(address, {**given, "signature": "AAAA"}, content_type="application/json")
    answer = signatory.post(address, given, content_type="application/json")

    assert faulty.status_code == 400
    assert faulty.json()["errors"][0]["field"] == "signature"
    assert answer.status_code == 201, answer.json()
    assert answer.json()["state"] == "active"


def test_in_the_api_too_a_session_proves_once_more_who_it_is(waiting, signatory_university, client_for):
    answer = client_for(signatory_university).get(
        f"/api/v1/agreements/{waiting.slug}/signature/", {"signed_at": in_utc(now())}
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "reauthentication_required")

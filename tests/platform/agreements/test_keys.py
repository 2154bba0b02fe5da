"""The keys of organizations: held here under a setting of their own, or held by the organization itself."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from tests.cast import owner_of, with_proved_address
from tests.doors import still_it_is_they
from uuid_utils.compat import uuid7

from agreements.errors import KeyLocked, NotAllowed
from agreements.models import OrganizationKey, Signature
from agreements.services.keys import key_in_use, key_to_sign_with, register_key, retire_key
from agreements.services.signing import sign_terms
from agreements.signatures.keyring import seal, unseal
from audit.models import Event


def pem_of(private):
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def own_key(company):
    """A private key that only the company has."""
    private = Ed25519PrivateKey.generate()
    register_key(company, pem_of(private), by=owner_of(company))
    return private


def test_the_first_signature_makes_a_key_that_is_held_here_and_its_use_is_in_the_audit(brought_to, company):
    agreement = brought_to("signing")
    key = key_in_use(company)

    assert key.is_held
    assert Signature.objects.get(version=agreement.current_version).key == key
    assert [one.data["fingerprint"] for one in Event.objects.filter(verb="key.used")] == [key.fingerprint]


def test_a_held_key_opens_only_with_the_setting_and_without_it_nothing_is_signed(
    brought_to, company, signatory_company, settings
):
    agreement = brought_to("approved")
    key_to_sign_with(company, by=signatory_company)

    settings.SIGNING_KEYS_SECRET = "another " * 10
    with pytest.raises(KeyLocked, match="SIGNING_KEYS_SECRET"):
        sign_terms(agreement, agreement.current_version.sha256, by=signatory_company)

    assert not Signature.objects.exists()


def test_a_ciphertext_moved_to_another_row_does_not_open():
    private, uid = Ed25519PrivateKey.generate(), uuid7()
    sealed = seal(private, uid=uid)

    assert private.private_bytes_raw() not in sealed
    assert unseal(sealed, uid=uid).private_bytes_raw() == private.private_bytes_raw()
    with pytest.raises(KeyLocked):
        unseal(sealed, uid=uuid7())


def test_after_the_setting_was_rotated_old_keys_open_and_are_sealed_anew(
    brought_to, company, signatory_company, settings
):
    agreement = brought_to("approved")
    sealed = bytes(key_to_sign_with(company, by=signatory_company).sealed_private_key)

    settings.SIGNING_KEYS_SECRET, settings.SIGNING_KEYS_SECRET_FALLBACKS = (
        "a new and long secret that nobody has seen, 0123456789",
        [settings.SIGNING_KEYS_SECRET],
    )
    call_command("reseal_keys")
    settings.SIGNING_KEYS_SECRET_FALLBACKS = []

    assert bytes(key_in_use(company).sealed_private_key) != sealed
    sign_terms(agreement, agreement.current_version.sha256, by=signatory_company)


def test_an_owner_registers_the_organizations_own_key_and_the_held_one_is_kept_retired(brought_to, company, own_key):
    brought_to("draft")
    again = Ed25519PrivateKey.generate()

    register_key(company, pem_of(again), by=owner_of(company))

    first, second = OrganizationKey.objects.filter(organization=company).order_by("id")
    assert first.retired_at is not None
    assert (second.retired_at, second.is_held) == (None, False)
    assert key_in_use(company) == second


def test_only_an_owner_registers_a_key(company, steward, signatory_company):
    for who in (steward, signatory_company):
        with pytest.raises(NotAllowed):
            register_key(company, pem_of(Ed25519PrivateKey.generate()), by=who)

    assert not OrganizationKey.objects.exists()


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_what_is_no_key_is_refused_with_a_sentence(company, pem):
    with pytest.raises(ValidationError, match="not an Ed25519 public key"):
        register_key(company, pem, by=owner_of(company))


def test_a_key_for_something_else_is_refused(company):
    with pytest.raises(ValidationError, match="not an Ed25519 public key"):
        register_key(company, pem_of(X25519PrivateKey.generate()), by=owner_of(company))


def test_a_retired_key_does_not_come_back(company, own_key):
    retire_key(company, by=owner_of(company))

    with pytest.raises(ValidationError, match="registered already"):
        register_key(company, pem_of(own_key), by=owner_of(company))
    assert key_in_use(company) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agreements_organizationkey SET public_key = 'AAAA'",
        "UPDATE agreements_organizationkey SET sealed_private_key = 'x'",
        "DELETE FROM agreements_organizationkey",
    ],
)
def test_the_database_keeps_keys_as_they_are(company, own_key, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_everybody_compares_fingerprints_and_nobody_sees_a_private_key(
    brought_to, company, stranger, client_for, api_for
):
    brought_to("signing")
    key = key_in_use(company)

    page = client_for(stranger).get(reverse("agreements:keys", args=[company.slug])).text
    told = api_for(stranger).get(f"/api/v1/organizations/{company.slug}/keys/").json()

    assert key.fingerprint in page
    assert "Register this key" not in page
    assert [one["fingerprint"] for one in told] == [key.fingerprint]
    assert "sealed" not in str(told)


def test_an_owner_retires_the_key_in_the_api_having_proved_who_they_are(company, own_key, steward, client_for):
    owner, address = (
        client_for(with_proved_address(owner_of(company))),
        f"/api/v1/organizations/{company.slug}/keys/retire/",
    )
    assert client_for(steward).post(address).status_code == 403
    assert owner.post(address).status_code == 403, "a while ago is not just now"
    still_it_is_they(owner)

    assert owner.post(address).json()["retired_at"] is not None
    assert key_in_use(company) is None

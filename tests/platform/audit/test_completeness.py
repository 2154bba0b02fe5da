"""Nothing of weight happens without an event, and every event reads as a sentence."""

import ast
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from accounts.models import User
from agreements.telling import DEEDS, deed_in_words
from audit.models import Event
from organizations.models import Token
from organizations.services import revoke_token
from work.leases import Lease
from work.services.claims import take_work
from work.services.holding import fail
from work.services.queueing import request_cancel

ROOT = Path(__file__).parents[3]
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.fixture
def account(db):
    user = User.objects.create_user("wen@nordhaven.example", "correct horse battery", name="Wen Jiahui")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(email, password):
    client = Client()
    client.post("/account/login/", {"login": email, "password": password})
    return client


def test_signing_in_and_out_is_recorded_for_the_person(account):
    client = sign_in(account.email, "correct horse battery")
    client.post("/account/logout/")

    told = Event.objects.filter(verb__startswith="sign_in.").order_by("id")
    assert [(one.verb, one.actor_name) for one in told] == [
        ("sign_in.done", "Wen Jiahui"),
        ("sign_in.ended", "Wen Jiahui"),
    ]


def test_a_failed_sign_in_is_recorded_without_what_was_typed(account):
    sign_in(account.email, "wrong password")
    sign_in("nobody@nowhere.example", "hunter2")

    failed, unknown = Event.objects.order_by("id")
    assert (failed.verb, failed.actor_name) == ("sign_in.failed", "Wen Jiahui")
    assert (unknown.verb, unknown.actor_name, unknown.object_name) == ("sign_in.unknown", "", "")
    assert not {"hunter2", "nowhere"} & set(re.findall(r"\w+", str(vars(unknown))))


def test_a_second_factor_that_fails_or_serves_is_recorded(account):
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = sign_in(account.email, "correct horse battery")
    client.post("/account/2fa/authenticate/", {"code": "000000"})

    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/account/2fa/authenticate/", {"code": code})

    told = Event.objects.order_by("id").values_list("verb", flat=True)
    assert [verb for verb in told if verb.startswith(("second", "sign"))] == [
        "second_factor.failed",
        "second_factor.used",
        "sign_in.done",
    ]


def test_a_token_made_first_used_revoked_and_shown_again_is_recorded(partner, api_for):
    api = api_for(partner)
    api.get("/api/v1/organizations/")
    api.get("/api/v1/organizations/")
    token = Token.objects.get(user=partner.user)
    revoke_token(token, by=partner)
    assert api.get("/api/v1/organizations/").status_code == 401

    about = Event.objects.filter(object_type="organizations.token").order_by("id")
    assert [one.verb for one in about] == ["token.issued", "token.first_used", "token.revoked", "token.rejected"]
    assert about.last().organization_id == partner.organization.pk


def test_every_step_of_a_job_is_recorded_for_its_organization(submit, agreement, steward, partner):
    job = submit()
    lease = take_work("fine-tuning", "w1")
    assert isinstance(lease, Lease)
    fail(lease, "input_damaged", {})
    request_cancel(submit().item)

    about = Event.objects.filter(object_type="jobs.job").order_by("id")
    assert [(one.verb, one.object_id == str(job.pk)) for one in about] == [
        ("job.submitted", True),
        ("job.started", True),
        ("job.failed", True),
        ("job.submitted", False),
        ("job.cancelled", False),
    ]
    assert {one.organization_id for one in about} == {partner.organization.pk}
    asset = job.dataset_version.version.asset
    assert all(asset.uid in one.concerns and asset.owner_id in one.owners for one in about)


def recorded():
    """Every verb that the code records, where it stands."""
    found = {}
    for path in [
        one for district in ("platform", "datasets", "projects", "training") for one in (ROOT / district).rglob("*.py")
    ]:
        if "migrations" in path.parts or "engine" in path.parts:
            continue
        text = path.read_text()
        if "record(" not in text and "deed=" not in text and path.name not in ("sign_in.py", "telling.py"):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                for verb in _of_call(node):
                    found[verb] = path.name
            elif isinstance(node, ast.Constant) and _is_verb(node.value):
                found[node.value] = path.name
    return found


def _of_call(call):
    """The second argument of `record`, and the deeds that `move` is told."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name == "record" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        yield call.args[1].value
    if name == "move":
        for keyword in call.keywords:
            if keyword.arg == "deed" and isinstance(keyword.value, ast.Constant):
                yield f"agreement.{keyword.value.value}"


def _is_verb(value):
    """A verb that stands in a table or a variable first: it begins like one that we know."""
    begins = {verb.split(".")[0] for verb in DEEDS}
    return isinstance(value, str) and bool(VERB.fullmatch(value)) and value.split(".")[0] in begins


def test_every_verb_that_the_code_records_has_a_sentence():
    unsaid = {verb: where for verb, where in recorded().items() if verb not in DEEDS}

    assert not unsaid
    assert deed_in_words("agreement.signed") == "signed an agreement"


def test_every_sentence_is_of_a_verb_that_is_recorded():
    assert not set(DEEDS) - set(recorded())

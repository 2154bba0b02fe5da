"""Django's own questions are the policy's; the rows behind them can be proved."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from guardian.models import UserObjectPermission
from tests.platform.agreements import policy_world as world

from accounts.models import Membership
from agreements.models import Agreement, AssetGroupPermission, State, TermsVersion
from agreements.services.grants import write_grants
from audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes")


@pytest.fixture
def free(notes, university, steward):
    """Terms that bind to no purpose: has_perm has no project to ask about."""
    return world.agreement("Free", [notes], university, ["train"], by=steward, codes=["DUO:0000004"], commercial=True)


def test_has_perm_with_a_thing_asks_the_policy_for_the_organization_acted_for(
    notes, free, partner, university, company
):
    user = partner.user
    assert not user.has_perm("agreements.train_asset", notes)

    user.acting_for = university
    assert user.has_perm("agreements.train_asset", notes)
    assert not user.has_perm("agreements.download_asset", notes)

    user.acting_for = company
    assert not user.has_perm("agreements.train_asset", notes)


def test_has_perm_knows_of_suspension(notes, free, partner, university):
    partner.user.acting_for = university
    Agreement.objects.filter(pk=free.pk).update(state=State.SUSPENDED)

    assert not partner.user.has_perm("agreements.train_asset", notes)


def test_has_perm_without_a_thing_is_the_role_table(partner, university, reviewer, operator):
    partner.user.acting_for, reviewer.user.acting_for = university, operator

    assert partner.user.has_perm("agreements.train_asset")
    assert not partner.user.has_perm("agreements.view_agreement")
    assert reviewer.user.has_perm("agreements.view_agreement")
    assert not reviewer.user.has_perm("agreements.train_asset")


def test_has_perm_of_an_agreement_asks_its_verbs(free, signatory_company, company, stranger, outsider):
    signatory_company.user.acting_for, stranger.user.acting_for = company, outsider

    assert signatory_company.user.has_perm("agreements.sign_agreement", free)
    assert signatory_company.user.has_perm("agreements.view_agreement", free)
    assert not stranger.user.has_perm("agreements.view_agreement", free)
    assert not signatory_company.user.has_perm("agreements.sign_asset", free)


def test_nobody_is_given_a_permission_beside_the_grants(notes, partner):
    train = Permission.objects.get(codename="train_asset")
    personal = UserObjectPermission(
        user=partner.user, permission=train, content_type=train.content_type, object_pk=str(notes.pk)
    )

    with pytest.raises(IntegrityError, match="only_grants_give"), transaction.atomic():
        UserObjectPermission.objects.bulk_create([personal])


def test_a_group_with_permissions_or_people_can_not_be_deleted(free, partner, university):
    group = Membership.objects.filter(user=partner.user).first().group

    with pytest.raises(ProtectedError):
        group.delete()


def test_verify_permissions_is_content_with_what_agreements_wrote(free, notes, university, steward, capsys):
    world.agreement("Bound", [notes], university, ["train", "evaluate"], by=steward, versions=1)

    call_command("verify_permissions")


def test_verify_permissions_names_a_row_too_many_and_one_that_is_missing(free, university, capsys):
    taken = AssetGroupPermission.objects.filter(permission__codename="train_asset").first()
    AssetGroupPermission.objects.filter(pk=taken.pk).delete()
    with pytest.raises(CommandError, match="0 rows too many, 1 missing"):
        call_command("verify_permissions")

    taken.pk = None
    taken.permission = type(taken.permission).objects.get(codename="publish_asset")
    AssetGroupPermission.objects.bulk_create([taken])
    with pytest.raises(CommandError, match="1 rows too many, 1 missing"):
        call_command("verify_permissions")
    assert "publish on dataset/plant-notes" in capsys.readouterr().out


def test_verify_permissions_repairs_where_it_is_asked_to_and_says_so_in_the_audit(free, notes, partner, capsys):
    rows = AssetGroupPermission.objects.filter(grant__agreement=free)
    before = set(rows.values_list("permission__codename", "group"))
    taken = rows.filter(permission__codename="train_asset").first()
    rows.filter(pk=taken.pk).delete()
    taken.pk, taken.permission = None, Permission.objects.get(codename="publish_asset")
    AssetGroupPermission.objects.bulk_create([taken])

    call_command("verify_permissions", "--fix")

    assert set(rows.values_list("permission__codename", "group")) == before
    assert Event.objects.get(verb="permissions.repaired").data["removed"][0][2] == "publish"
    call_command("verify_permissions")


@pytest.mark.parametrize("table", ["termsversion", "purpose", "derivedfrom"])
@pytest.mark.parametrize("change", ["UPDATE agreements_{} SET id = id", "DELETE FROM agreements_{}"])
def test_what_was_agreed_for_good_never_changes(free, university, company, partner, notes, table, change):
    world.project("Reading", [university, company], by=partner)
    world.derived(company, "Tuned", notes)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_what_a_provider_does_not_own_it_does_not_give(university, company, steward, partner):
    theirs = world.asset(university, "Theirs")
    stolen = world.agreement("Stolen", [theirs], university, ["train"], by=steward)

    assert not AssetGroupPermission.objects.filter(grant__agreement=stolen).exists()


def test_putting_terms_in_force_twice_leaves_one_set_of_rows(free):
    before = AssetGroupPermission.objects.count()

    write_grants(TermsVersion.objects.get(agreement=free))

    assert AssetGroupPermission.objects.count() == before

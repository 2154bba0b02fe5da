"""A world with something on every page, and where each page of the site is found."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.cast import owner_of, recruit, with_proved_address
from tests.crowd import one_of_each
from tests.reviewing import approve

from agreements.services.negotiation import agree, draft_agreement, propose
from agreements.services.review import take_review
from catalog.services.profiles import profile_here
from organizations.actor import Actor
from organizations.models import Invitation, Role

Page = tuple[Actor | None, str]


@pytest.fixture
def proposed(agreement, steward):
    """An agreement that waits for the university's answer."""
    terms = agreement.current_version.terms
    return propose(draft_agreement(title="Maintenance notes 2027", terms=terms, by=steward), by=steward)


@pytest.fixture
def agreed(agreement, steward, university_steward):
    """An agreement that waits for the platform's review."""
    terms = agreement.current_version.terms
    drafted = propose(draft_agreement(title="Oil analysis 2027", terms=terms, by=steward), by=steward)
    return agree(drafted, by=university_steward)


@pytest.fixture
def approved(agreement, steward, university_steward, reviewer):
    """An agreement that waits for signatures."""
    terms = agreement.current_version.terms
    drafted = propose(draft_agreement(title="Vibration 2027", terms=terms, by=steward), by=steward)
    take_review(agree(drafted, by=university_steward), by=reviewer)
    approve(drafted, by=reviewer)
    return drafted


@pytest.fixture
def pages_of_one_of_each(
    agreement, proposed, approved, project, base, notes, submit, partner, steward, university_steward, stranger,
    signatory_company, reviewer,
):  # fmt: skip
    """Pages of what follows from an agreement: each with something on it."""
    dataset, model, founder = notes.version.asset, base.version.asset, owner_of(steward.organization)
    shared = {"agreement": agreement, "project": project, "dataset": dataset, "model": model}
    each = one_of_each(**shared, job=submit(), keeper=steward, taker=partner, joining=stranger)
    invited = recruit(partner.organization, "Someone New", Role.RESEARCHER)
    with_proved_address(invited, Invitation.objects.get(uid=each["invitation"]).email)
    of_agreement, company = f"/agreements/{agreement.slug}", f"/organizations/{each['company']}"
    return [
        (partner, reverse("agreements:access_requests")),
        (founder, f"{company}/computing/"),
        (reviewer, f"{company}/computing/?of=organization"),  # with the form for a budget
        (partner, f"{reverse('agreements:ask_for_access')}?asset=dataset/{dataset.slug}&operation=download"),
        *((who, f"/access-requests/{each['access_request']}/") for who in (partner, steward)),
        (partner, f"{of_agreement}/versions/1/"),
        (university_steward, f"/agreements/{proposed.slug}/versions/1/"),
        (partner, f"{of_agreement}/document/"),
        (signatory_company, f"/agreements/{approved.slug}/sign/"),
        *((steward, f"{of_agreement}/{deed}/") for deed in ("amend", "suspend")),
        (signatory_company, f"{of_agreement}/terminate/"),
        *((steward, f"/datasets/{dataset.slug}/{deed}/") for deed in ("freeze", "versions/new", "withdraw")),
        (steward, f"/datasets/{dataset.slug}/withdrawals/{each['row_withdrawal']}/"),
        (steward, f"/datasets/combined/{each['fusion']}/"),
        (steward, "/datasets/combine/"),
        (steward, f"/datasets/drafts/{each['draft']}/"),
        (steward, f"/models/arrivals/{each['arrival']}/"),
        *((steward, f"/datasets/{dataset.slug}/1/privacy/recipes/{which}/") for which in ("new", each["recipe"])),
        *((who, f"/duties/{uid}") for who in (partner, steward) for uid in ("", f"{each['duty']}/")),
        *((who, f"/compliance/{each['compliance_review']}/") for who in (university_steward, steward)),
        (partner, reverse("agreements:notices")),
        (partner, f"{project.get_absolute_url()}parties/"),
        (university_steward, f"{project.get_absolute_url()}parties/{partner.organization.slug}/"),
        (partner, f"/projects/invitations/{each['project_invitation']}/"),
        (partner, reverse("agreements:notices-mail")),
        (steward, f"/agreements/working-copies/{each['working_copy']}/"),
        *((who, f"{of_agreement}/conditions/1/") for who in (university_steward, reviewer)),
        (partner, f"{project.get_absolute_url()}ethics/"),
        *((partner, f"{project.get_absolute_url()}papers/{part}/") for part in ("new", f"{each['paper']}/edit")),
        *((who, f"{project.get_absolute_url()}papers/{each['paper']}/") for who in (partner, steward)),
        *((steward, f"{project.get_absolute_url()}inventions/{part}/") for part in ("new", each["invention"])),
        *((partner, f"{project.get_absolute_url()}standards/{part}") for part in ("", "new/")),
        *((steward, f"{project.get_absolute_url()}standards/{each['standard']}/{part}") for part in ("", "draft/")),
        *(
            (who, f"{project.get_absolute_url()}standards/checks/{each['standard_check']}/")
            for who in (partner, steward)
        ),
        (partner, f"{project.get_absolute_url()}objectives/"),
        (partner, f"{project.get_absolute_url()}objectives/{each['objective']}/"),
        *((partner, f"{project.get_absolute_url()}{part}/") for part in ("tasks", f"tasks/{each['task']}")),
        *(
            (partner, f"{project.get_absolute_url()}{part}/")
            for part in ("milestones", f"milestones/{each['milestone']}")
        ),
        *((partner, f"{project.get_absolute_url()}{part}/") for part in ("risks", "decisions")),
        *((partner, f"{project.get_absolute_url()}meetings/{part}") for part in ("", "new/", f"{each['meeting']}/")),
        (partner, f"{project.get_absolute_url()}meetings/{each['meeting']}/minutes/1/"),
        (partner, reverse("collaborations:calendar")),
        (partner, f"/models/{model.slug}/predict/"),
        (steward, f"/batches/{each['batch']}/"),
        (partner, f"/models/{model.slug}/predictions/{each['prediction']}/"),
        (university_steward, f"/models/{model.slug}/corrections/"),
        *((reviewer, f"/admin/agreements/duty/{uid}") for uid in ("", f"{each['duty']}/")),
        *((reviewer, f"/admin/agreements/compliancereview/{uid}") for uid in ("", f"{each['compliance_review']}/")),
        (founder, f"{company}/keys/"),
        (founder, f"{company}/people/{each['member']}/"),
        (invited, f"/invitations/{each['invitation']}/"),
        (invited, reverse("account_request_reauthentication_code")),
    ]


@pytest.fixture
def desk(reviewer):
    """The reviewer, let in to the review desk."""
    reviewer.user.is_staff = True
    reviewer.user.save()
    return reviewer


@pytest.fixture
def every_page(
    agreement,
    proposed,
    agreed,
    project,
    base,
    notes,
    reported,
    submit,
    partner,
    steward,
    university_steward,
    stranger,
    desk,
    pages_of_one_of_each,
) -> list[Page]:
    """Each page of the site, as somebody for whom there is something on it."""
    queued = submit(name="Fault notes, run 2")
    profile_here(notes, by=steward)
    signed_out = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
    signed_out += ["organizations:find_sign_on", "account_email_verification_sent", "account_inactive"]
    own = [
        "account_logout",
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        "organizations:tokens",
    ]
    own += [
        "accounts:profile",
        "usersessions_list",
        "socialaccount_connections",
        "organizations:list",
        "organizations:new",
    ]
    lists = ["agreements:list", "catalog:list", "registry:list", "collaborations:list", "jobs:list", "reports:compare"]
    return [
        *((None, reverse(name)) for name in [*signed_out, "dashboard:styleguide", "registry:open"]),
        *((partner, reverse(name)) for name in ["dashboard:home", *own, *lists]),
        (partner, agreement.get_absolute_url()),
        (partner, project.get_absolute_url()),
        (partner, base.model.get_absolute_url()),
        (partner, notes.dataset.get_absolute_url()),
        (partner, queued.get_absolute_url()),
        (partner, reported.get_absolute_url()),
        (partner, reverse("reports:report", args=[reported.uid])),
        (steward, reported.result.model_version.get_absolute_url()),
        (partner, reported.result.model_version.get_absolute_url().replace("/stage/", "/assessment/")),
        (steward, reverse("registry:requirements", args=[project.undertaking.slug])),
        *(
            (partner, f"/models/{reported.result.model_version.version.asset.slug}/predict/{how}")
            for how in ("", "file/")
        ),
        (partner, f"/models/{reported.result.model_version.version.asset.slug}/feedback/"),
        (partner, reverse("jobs:new", args=[project.undertaking.slug])),
        (partner, reverse("collaborations:new")),
        (partner, reverse("agreements:audit")),
        (partner, partner.organization.get_absolute_url()),
        (owner_of(partner.organization), partner.organization.get_absolute_url()),
        *(
            (owner_of(partner.organization), reverse(f"organizations:{name}", args=[partner.organization.slug]))
            for name in ("edit", "sign_on")
        ),
        (steward, reverse("dashboard:home")),
        (steward, reverse("agreements:audit")),
        (steward, f"{reverse('agreements:audit')}?about={agreement.uid}"),
        (steward, reverse("agreements:incident-dataset", args=[notes.version.asset.slug])),
        (steward, reverse("catalog:new")),
        (steward, reverse("registry:new")),
        (steward, reverse("privacy:version", args=[notes.version.asset.slug, 1])),
        (steward, reverse("privacy:statistics", args=[notes.version.asset.slug, 1])),
        (steward, f"{reverse('catalog:rows', args=[notes.version.asset.slug, 1])}?q=machine"),
        (steward, notes.dataset.get_absolute_url()),
        (steward, reverse("reports:report", args=[reported.uid])),
        (university_steward, proposed.get_absolute_url()),
        (steward, reverse("agreements:new")),
        (steward, f"{reverse('agreements:compose_new')}?template=bilateral&party={partner.organization.slug}"),
        (university_steward, reverse("agreements:compose", args=[proposed.slug])),
        (steward, reverse("agreements:would_allow", args=[proposed.slug, 1])),
        (stranger, reverse("dashboard:home")),
        (stranger, agreement.get_absolute_url()),  # not to be found
        (desk, reverse("dashboard:home")),
        (desk, reverse("admin:agreements_agreement_changelist")),
        (desk, reverse("admin:agreements_agreement_review", args=[agreed.slug])),
        (desk, reverse("admin:organizations_organization_changelist")),
        (desk, reverse("admin:agreements_organizationkey_changelist")),
        (desk, reverse("admin:audit_event_changelist")),
        (desk, reverse("admin:work_worker_changelist")),
        (desk, reverse("admin:collaborations_project_changelist")),
        (desk, reverse("admin:collaborations_project_look", args=[project.undertaking.slug])),
        (desk, reverse("admin:organizations_organization_look", args=[partner.organization.slug])),
        *pages_of_one_of_each,
    ]


@pytest.fixture
def signed_in(page_for: Callable) -> Callable:
    """A browser's page for each of the actors, opened once and used again."""
    opened = {}

    def page(actor: Actor | None):
        key = actor and actor.user.pk
        if key not in opened:
            opened[key] = page_for(actor)
        return opened[key]

    return page

"""Changing a draft before anybody else sees it. Each change is a version of its own: versions never change."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Agreement, State
from agreements.policy import permitted
from agreements.services.lifecycle import check_stands, locked
from agreements.services.naming import one_line
from agreements.services.versions import add_version
from audit.services import record
from organizations.actor import Actor


def edit_draft(agreement: Agreement, *, title: str, terms: object, by: Actor) -> Agreement:
    """The draft with another title or other terms; the other parties still see nothing of it.

    Raises:
        NotAllowed: the policy refuses.
        WrongState: it was proposed already; the parties answer it, or a new version does.
        ValidationError: the terms have faults, or name other parties.
    """
    with permitted(by, [("edit", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.DRAFT, to=State.DRAFT)
        agreement.title = one_line(title)
        if not agreement.title:
            raise ValidationError({"title": _("An agreement needs a title.")})
        agreement.clean_fields(exclude=["current_version", "state_changed_by"])
        agreement.save(update_fields=["title"])
        version = add_version(agreement, terms, by=by)
        record(by, "agreement.draft_edited", agreement, decision=yes, version=version.number, sha256=version.sha256)
    return agreement

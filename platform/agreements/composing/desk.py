"""What lies before somebody who composes: the form, the agreement it is for, and what can be done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.composing.choices import Choices, choices_for
from agreements.composing.form import ComposerForm, initial_of
from agreements.composing.layout import all_composed, composed, parts_of, shares_of
from agreements.composing.preview import preview
from agreements.composing.templates import Template, fill
from agreements.errors import WrongState
from agreements.models import Agreement, State, WorkingCopy
from agreements.rendering import KEEPERS, Clause
from agreements.services.drafting import edit_draft
from agreements.services.negotiation import counter_propose, draft_agreement, propose_version
from agreements.services.versions import current_of
from agreements.terms import Fault, Share, Terms, in_todays_form
from organizations.actor import Actor

ADD_ROW = "add-share"


@dataclass(frozen=True)
class Desk:
    """`store` keeps the terms: as a draft that can still change (`saves`), or as a version that others answer.

    `copy` is where they are kept before they are terms; it is not saved yet where it has no key.
    """

    form: ComposerForm
    terms: Terms
    number: int
    store: Callable[..., Agreement]
    saves: bool
    proposes: str
    copy: WorkingCopy
    agreement: Agreement | None = None
    template: Template | None = None


def new_desk(template: Template, copy: WorkingCopy, by: Actor, data: Mapping[str, Any] | None) -> Desk:
    """For a draft that is not saved yet, from a template between the parties that its working copy names."""
    choices = choices_for(copy.parties, by)
    data = data or _kept_in(copy)
    operations = list(dict.fromkeys(one for kind in template.operations.values() for one in kind))
    parties = list(choices.parties)
    shares: list[Share] = [
        {
            "provider": parties[0],
            "recipient": parties[1],
            "asset": {"kind": "dataset", "slug": ""},
            "versions": "all",
            "operations": operations,
        }
    ]
    terms = fill(template, parties=parties, shares=shares)

    def store(*, title: str, terms: object, by: Actor) -> Agreement:
        return draft_agreement(title=title, terms=terms, by=by)

    form = _form(terms, "", choices, data)
    return Desk(form, terms, 1, store, True, _("Propose to the parties"), copy, template=template)


def desk_for(agreement: Agreement, by: Actor, data: Mapping[str, Any] | None) -> Desk:
    """For an agreement that stands where its terms can be other ones.

    Raises:
        WrongState: its terms can't be changed where it stands.
    """
    version = current_of(agreement)
    terms = in_todays_form(version.terms)
    copy = WorkingCopy.objects.of(by).filter(agreement=agreement).first() or WorkingCopy(agreement=agreement)
    form = _form(terms, agreement.title, choices_for(terms["parties"], by, terms), data or _kept_in(copy))
    number = version.number + 1

    def edit(*, title: str, terms: object, by: Actor) -> Agreement:
        return edit_draft(agreement, title=title, terms=terms, by=by)

    def answer(*, title: str, terms: object, by: Actor) -> Agreement:  # noqa: ARG001  # the title was agreed on before
        service = counter_propose if agreement.state == State.PROPOSED else propose_version
        return service(agreement, terms=terms, by=by)

    if agreement.state == State.DRAFT:
        return Desk(form, terms, number, edit, True, _("Propose to the parties"), copy, agreement)
    if agreement.state in (State.CHANGES_REQUESTED, State.PROPOSED):
        del form.fields["title"]
        return Desk(form, terms, number, answer, False, _("Propose this version"), copy, agreement)
    raise WrongState(agreement, State.PROPOSED)


def _kept_in(copy: WorkingCopy) -> Mapping[str, Any] | None:
    return copy.fields if copy.pk else None


def _form(terms: Terms, title: str, choices: Choices, data: Mapping[str, Any] | None) -> ComposerForm:
    if data is None:
        return ComposerForm(choices=choices, rows=len(terms["shares"]), initial=initial_of(terms, title))
    written = str(data.get("rows", ""))
    rows = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 1
    if data.get("do") == ADD_ROW:
        rows += 1
    return ComposerForm(data, choices=choices, rows=rows)


def composer_context(desk: Desk, by: Actor) -> dict[str, Any]:
    """The page, or what of it is renewed: the form's parts, the text so far, and what has to be mended."""
    form = desk.form
    titled = desk.agreement is not None and "title" not in form.fields
    title = desk.agreement.title if desk.agreement and titled else str(form["title"].value() or "")
    found = preview(form.terms() if form.is_bound else desk.terms, title=title, version=desk.number, by=by)
    if form.is_bound and not form.faults:
        form.tell([*_untitled(form), *found.faults])
    shown = form.data.get("shown", "") if form.is_bound else get_language() or ""
    languages = ["en", "zh"] if shown == "both" else ["zh" if shown.startswith("zh") else "en"]
    return {
        "desk": desk,
        "form": form,
        "title_field": composed(form, "title") if "title" in form.fields else None,
        "parts": [shares_of(form), *parts_of(form)],
        "fields": list(all_composed(form)),
        "texts": [(language, found.texts[language]) for language in languages if found.texts],
        "shown": "both" if len(languages) > 1 else languages[0],
        "kept": _kept(found.texts[languages[0]].clauses) if found.texts else [],
        "add_row": ADD_ROW,
        "is_behind": bool(desk.copy.pk and desk.copy.begun_from and desk.copy.begun_from < desk.number - 1),
    }


def _untitled(form: ComposerForm) -> list[Fault]:
    named = "title" not in form.fields or str(form["title"].value() or "").strip()
    return [] if named else [Fault("title", "%(words)s", words=_("An agreement needs a title."))]


def _kept(clauses: Sequence[Clause]) -> list[tuple[str, int]]:
    return [(keeper, sum(clause.keeper == keeper for clause in clauses)) for keeper in KEEPERS]

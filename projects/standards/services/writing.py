"""A standard is begun, and its next version is written: as long as that is a draft, it changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.noticing.people import who_may
from agreements.policy import permitted
from audit.services import record
from catalog.models import DatasetVersion
from collaborations.metrics import metrics
from collaborations.models import Project
from notifications.services import publish
from organizations.actor import Actor
from standards.conforming.evaluations import faults_of_evaluation
from standards.conforming.formats import faults_of_format
from standards.conforming.interfaces import faults_of_interface
from standards.models import Standard, StandardVersion
from standards.models.standards import parsed
from standards.noticing import STANDARDS
from standards.words import sentence_of

Kind = Standard.Kind

FAULTS_OF = {
    Kind.DATA_FORMAT: faults_of_format,
    Kind.MODEL_INTERFACE: faults_of_interface,
    Kind.EVALUATION: faults_of_evaluation,
}


def begin_standard(project: Project, *, name: str, kind: str, about: str, by: Actor) -> Standard:
    """Say what it is to be for; what it asks, its versions say.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: something is missing, or the project has one of this name.
    """
    with permitted(by, [("write_standard", project.undertaking)]) as yes:
        standard = Standard(project=project, name=name.strip(), kind=kind, about=about.strip(), begun_by=by.user)
        standard.full_clean()
        standard.save()
        record(by, "standard.begun", standard, decision=yes, kind=kind)
    return standard


def write_draft(
    standard: Standard,
    *,
    number: str,
    body: Mapping[str, Any],
    by: Actor,
    text: str = "",
    test_set: DatasetVersion | None = None,
) -> StandardVersion:
    """Write the next version, or write its draft anew: then whoever agreed before is asked again.

    Raises:
        NotAllowed: the policy refuses, or `by` may not know of the test set.
        ValidationError: it can't be checked by, or its number doesn't follow.
    """
    needs = [("discover", test_set.version)] if test_set else []
    with permitted(by, [("write_standard", standard), *needs]) as yes:
        standard = Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
        draft = standard.versions.filter(state=StandardVersion.State.DRAFT).first() or StandardVersion()
        draft.major, draft.minor, draft.patch = _next_number(standard, number)
        _check_body(standard, body, test_set)
        draft.standard, draft.body, draft.text = standard, dict(body), text.strip()
        draft.test_set = test_set if standard.kind == Kind.EVALUATION else None
        draft.written_by, draft.sha256 = by.user, draft.digest()
        draft.full_clean()
        draft.save()
        record(by, "standard.drafted", standard, decision=yes, number=draft.number, sha256=draft.sha256)
        asked = standard.project.undertaking.parties.exclude(organization=by.organization).values("organization")
        people = who_may("agree_standard", "undertaking", asked)
        publish(STANDARDS.code, "standard.drafted", standard, to=people, by=str(by.organization))
    return draft


def drop_draft(standard: Standard, *, by: Actor) -> None:
    """Take the draft away; what was published stays.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is no draft.
    """
    with permitted(by, [("write_standard", standard)]) as yes:
        Standard.objects.select_for_update(of=("self",)).get(pk=standard.pk)
        draft = standard.versions.filter(state=StandardVersion.State.DRAFT).first()
        if draft is None:
            raise ValidationError(_("There is no draft to drop."))
        record(by, "standard.dropped", standard, decision=yes, number=draft.number)
        draft.delete()


def _next_number(standard: Standard, number: str) -> tuple[int, int, int]:
    parts = parsed(number.strip())
    if parts is None:
        raise ValidationError({"number": _("Write a semantic version: three numbers, as 1.0.0.")})
    last = standard.versions.published().first()
    if last and parts <= (last.major, last.minor, last.patch):
        raise ValidationError(
            {
                "number": _("It comes after %(number)s, which is published. Write a greater one.")
                % {"number": last.number}
            }
        )
    return parts


def _check_body(standard: Standard, body: Mapping[str, Any], test_set: DatasetVersion | None) -> None:
    kind = Kind(standard.kind)
    if faults := FAULTS_OF[kind](body):
        raise ValidationError({"body": [sentence_of(fault) for fault in faults]})
    if kind == Kind.EVALUATION:
        _check_metrics(body)
        _check_test_set(test_set)


def _check_metrics(body: Mapping[str, Any]) -> None:
    known = {each.code: each for each in metrics() if each.task == body["task"]}
    for asked in body["metrics"]:
        metric = known.get(asked["metric"])
        if metric is None:
            told = {"task": body["task"], "metric": asked["metric"], "known": ", ".join(known) or _("none")}
            raise ValidationError(
                {"body": _("“%(task)s” is not measured by “%(metric)s”. Choose one of: %(known)s.") % told}
            )
        if metric.is_share and not 0 <= asked["threshold"] <= 1:
            told = {"metric": metric.name}
            raise ValidationError(
                {"body": _("%(metric)s is a share: write a number from 0 to 1, such as 0.9 for 90 %%.") % told}
            )


def _check_test_set(test_set: DatasetVersion | None) -> None:
    if test_set is None:
        raise ValidationError({"test_set": _("Pin the version of a dataset on whose test rows is measured.")})
    if not test_set.split_column or not test_set.split.get("parts", {}).get("test"):
        raise ValidationError(
            {
                "test_set": _("“%(dataset)s” has no test rows of its own. Bring a version that is split, and pin that.")
                % {"dataset": test_set}
            }
        )

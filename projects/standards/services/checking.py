"""Conformance is run: rows are read, figures compared, and what came of it is kept with the digests of both sides."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.policy import Decision, permitted, require
from audit.services import record
from catalog.models import DatasetVersion, File
from catalog.sight import using
from jobs.models import Job
from organizations.actor import Actor
from registry.models import ModelVersion
from reports.documents import digest_of
from serving.answerable import inputs_of, results_of
from serving.errors import BadInput
from serving.protocol.metadata import tensors_of
from standards.conforming.evaluations import Report
from standards.conforming.evaluations import check_report as compare
from standards.conforming.interfaces import Interface, asks_for_tensors, check_interface
from standards.conforming.rows import Checked, TooSlow, check_rows
from standards.models import Check, Standard, StandardVersion
from vault.copies import copy_of

MOST_ROWS = 200_000  # are read while a person waits
SECONDS = 20.0

Kind = Standard.Kind


def check_dataset(version: StandardVersion, subject: DatasetVersion, *, by: Actor) -> Check:
    """Read all rows of `subject`, and keep whether they conform.

    Raises:
        NotAllowed: `by` may not check by the standard, or not see the dataset's rows, or not a column that it names.
        ValidationError: the version is a draft or no data format, or there is too much to read.
    """
    _check_version(version, Kind.DATA_FORMAT)
    undertaking = version.standard.project.undertaking
    needs, also = [("check_standard", version), ("preview", subject.version)], seen(version, subject)
    for operation, thing in needs:
        require(by, operation, thing, project=undertaking, also=also if operation == "preview" else None)
    found = _read(version, subject)
    with permitted(by, needs, project=undertaking, also=also) as yes:
        return _keep(
            Check(
                version=version,
                dataset_version=subject,
                subject_sha256=subject.version.digest,
                results=[list(each) for each in found.results],
                faults=[list(each) for each in found.faults],
                conforms=all(each.holds for each in found.results),
            ),
            by,
            yes,
        )


def check_model(version: StandardVersion, subject: ModelVersion, *, by: Actor) -> Check:
    """Compare a model with an interface, and keep whether it conforms.

    Raises:
        NotAllowed: the policy refuses; whoever checks how a model is asked may ask it.
        ValidationError: the version is a draft or no model interface.
    """
    _check_version(version, Kind.MODEL_INTERFACE)
    needs = [("check_standard", version), ("discover", subject.version)]
    if asks_for_tensors(version.body):
        needs.append(("infer", subject.version))
    with permitted(by, needs, project=version.standard.project.undertaking) as yes:
        results = check_interface(version.body, _interface_of(subject))
        return _keep(
            Check(
                version=version,
                model_version=subject,
                subject_sha256=subject.version.digest,
                results=[list(each) for each in results],
                conforms=all(each.holds for each in results),
            ),
            by,
            yes,
        )


def check_report(version: StandardVersion, subject: Job, *, by: Actor) -> Check:
    """Compare a report's results with an evaluation, and keep whether they conform.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the version is a draft or no evaluation, or the job is another project's or has no report.
    """
    _check_version(version, Kind.EVALUATION)
    with permitted(by, [("check_standard", version), ("discover", subject)]) as yes:
        if subject.project_id != version.standard.project_id or not hasattr(subject, "result"):
            raise ValidationError({"subject": _("Choose a job of this project that has its report.")})
        assert version.test_set is not None  # an evaluation pins one
        used = subject.dataset_version
        part = subject.spec.get("data", {}).get("part") or ""
        report = Report(subject.spec["task"], used.version.digest, part, subject.result.results)
        pinned = version.test_set
        results = compare(version.body, report, data=pinned.version.digest, part=pinned.split_column)
        return _keep(
            Check(
                version=version,
                job=subject,
                subject_sha256=digest_of(subject),
                results=[list(each) for each in results],
                conforms=all(each.holds for each in results),
            ),
            by,
            yes,
        )


def seen(version: StandardVersion, subject: DatasetVersion) -> Callable[[Decision], Decision]:
    """What a yes to the rows has to keep to: no column that the format names is masked."""
    return using(subject, list(version.body["row"]["properties"]))


def _check_version(version: StandardVersion, kind: str) -> None:
    if version.is_draft:
        raise ValidationError({"version": _("This is a draft: it can be checked by once it is published.")})
    if version.standard.kind != kind:
        words = {
            Kind.DATA_FORMAT: _("Versions of datasets are checked by a data format, and this standard is none."),
            Kind.MODEL_INTERFACE: _("Models are checked by a model interface, and this standard is none."),
            Kind.EVALUATION: _("Reports are checked by an evaluation, and this standard is none."),
        }
        raise ValidationError({"version": words[Kind(kind)]})


def _read(version: StandardVersion, subject: DatasetVersion) -> Checked:
    if subject.rows > MOST_ROWS:
        told = {"dataset": subject, "rows": subject.rows, "most": MOST_ROWS}
        words = _("“%(dataset)s” has %(rows)s rows; up to %(most)s are checked. Check a version with fewer.")
        raise ValidationError({"subject": words % told})
    path = copy_of(subject.files.select_related("blob").get(role=File.Role.NORMALISED).blob)
    try:
        return check_rows(path, version.body, splits=subject.split.get("parts", {}), seconds=SECONDS)
    except TooSlow as slow:
        words = _("It took longer than %(seconds)d s and was stopped. Check a version with fewer rows.")
        if slow.is_pattern:
            words = _("A pattern of the standard takes too long for a value. Write it more simply in its next version.")
        raise ValidationError({"subject": words % {"seconds": SECONDS}}) from slow


def _interface_of(subject: ModelVersion) -> Interface:
    """What the model is; the tensors as the model server tells them."""
    files = dict(subject.files.values_list("name", "blob__size"))
    try:
        results = results_of(subject)
        tensors = tensors_of(inputs_of(results), len(results["labels"]))
    except BadInput:  # nobody can ask it
        tensors = {"inputs": [], "outputs": []}
    return Interface(subject.model.task, tensors["inputs"], tensors["outputs"], files, subject.parameters)


def _keep(check: Check, by: Actor, yes: Decision) -> Check:
    assert by.organization is not None  # a party
    check.standard_sha256, check.organization, check.checked_by = check.version.sha256, by.organization, by.user
    check.save()
    record(by, "standard.checked", check, decision=yes, number=check.version.number, conforms=check.conforms)
    return check

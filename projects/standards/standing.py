"""Where a standard stands: its versions, who agreed to its draft, and what conforms to which version."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from agreements.policy import decide, visible
from catalog.models import DatasetVersion
from organizations.actor import Actor
from standards.conforming.results import Result
from standards.models import Check, Standard, StandardVersion
from standards.services.checking import seen
from standards.words import Broken, Line, broken, line_of

State = StandardVersion.State


class Named(NamedTuple):
    """What was checked, as a reader may know it; `known` tells whether they may at all."""

    name: str
    url: str
    whose: str
    known: bool = True


class Conforming(NamedTuple):
    """A thing, and the last check of it by each version (None: it was not checked by that one)."""

    subject: Named
    checks: list[Check | None]


class Outcome(NamedTuple):
    """A check as one reader may see it; `faults` is None for who may not see the rows."""

    lines: list[Line]
    faults: list[Broken] | None

    @property
    def kept(self) -> int:
        """How many of the lines hold."""
        return sum(line.holds for line in self.lines)


def newest(standard: Standard) -> StandardVersion | None:
    """The version that applies: the newest that is published and not deprecated."""
    return next((each for each in standard.versions.all() if each.state == State.PUBLISHED), None)


def draft_of(standard: Standard) -> StandardVersion | None:
    """Its draft, of versions that are at hand."""
    return next((each for each in standard.versions.all() if each.is_draft), None)


def latest_by(versions: Iterable[StandardVersion]) -> list[Check]:
    """Of each thing by each of these versions the last check, what was checked last in front."""
    ids = [version.pk for version in versions]
    if not ids:
        return []
    last = Check.objects.filter(version__in=ids).last_of_each().values("pk")
    return list(Check.objects.filter(pk__in=last).told())


def named(checks: Iterable[Check], reader: Actor) -> dict[int, Named]:
    """What each check is of, in two queries; of a thing that the reader may not know of, what kind of thing it is."""
    checks = list(checks)
    versions = [pk for each in checks if (pk := each.dataset_version_id or each.model_version_id)]
    rows = AssetVersion.objects.filter(pk__in=versions)
    known = set(visible(reader, rows, "discover").values_list("pk", flat=True)) if versions else set()
    return {check.pk: _named(check, known) for check in checks}


def conforming(versions: list[StandardVersion], reader: Actor) -> list[Conforming]:
    """Each thing that was checked by one of these versions, what was checked last in front."""
    latest = latest_by(versions)
    names, places = named(latest, reader), {version.pk: place for place, version in enumerate(versions)}
    rows: dict[Any, Conforming] = {}
    for check in latest:
        subject = (check.dataset_version_id, check.model_version_id, check.job_id)
        row = rows.setdefault(subject, Conforming(names[check.pk], [None] * len(versions)))
        row.checks[places[check.version_id]] = check
    return list(rows.values())


def outcome_of(check: Check, reader: Actor, subject: Named) -> Outcome:
    """What of the check the reader may see: whether each thing holds; what was found, who may know what was checked;
    and rows, with how many are wrong, only who may see these columns of them.
    """
    results = [Result(*each) for each in check.results]
    if not subject.known:
        return Outcome([line_of(each)._replace(found="", mend="") for each in results], None)
    if check.dataset_version is None or _sees_rows(check, check.dataset_version, reader):
        return Outcome([line_of(each) for each in results], [broken(*each) for each in check.faults])
    lines = [(each.code, line_of(each)) for each in results]
    return Outcome([line if code != "rows" else line._replace(found="") for code, line in lines], None)


def certificates_of(version: AssetVersion, reader: Actor) -> list[Check]:
    """By which versions of standards that the reader may know of it conforms, as last checked."""
    of_it = Q(dataset_version__version=version) | Q(model_version__version=version)
    latest = Check.objects.filter(of_it).last_of_each().values("pk")
    checks = Check.objects.filter(pk__in=latest, conforms=True).exclude(version__state=State.DEPRECATED)
    return list(visible(reader, checks.told(), "discover"))


def _sees_rows(check: Check, subject: DatasetVersion, reader: Actor) -> bool:
    undertaking = check.version.standard.project.undertaking
    yes = decide(reader, "preview", subject.version, project=undertaking)
    return yes.allowed and seen(check.version, subject)(yes).allowed


def _named(check: Check, known: set[int]) -> Named:
    if check.job:
        page = reverse("reports:report", args=[check.job.uid])
        return Named(check.job.name, page, str(check.job.item.organization))
    subject = check.dataset_version or check.model_version
    assert subject is not None  # the database wants one of the three
    version, of_rows = subject.version, check.dataset_version is not None
    if version.pk not in known:
        return Named(
            _("a dataset that you may not see") if of_rows else _("a model that you may not see"), "", "", False
        )
    page = f"{reverse('catalog:dataset', args=[version.asset.slug])}?version={version.number}"
    page = page if of_rows else reverse("registry:model", args=[version.asset.slug])
    return Named(f"{version.asset.name}, {version.number}", page, str(version.asset.owner))

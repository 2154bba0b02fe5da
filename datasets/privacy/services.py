"""Looking through versions for personal data, and deciding about what was found."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.keeping.holdings import Held
from agreements.policy import permitted, require
from agreements.services.holds import hold_back, let_go
from audit.services import record
from catalog.models import DatasetVersion
from catalog.services import materialise
from organizations.actor import Actor
from privacy.models import Finding, Scan
from privacy.scanning import look_through
from privacy.scanning.tables import SECONDS
from work.models import ENDED
from work.services.queueing import Asks, enqueue, request_cancel

KIND = "privacy-scan"
EXPECTED_SECONDS = 60.0
MOST_SECONDS = 8 * SECONDS  # a scan that was stopped has twice its time when it is asked for again


def scan_on_arrival(version: DatasetVersion, by: Actor) -> None:
    """Keep what has just come in to its owner until it was looked through; in the transaction that shows it."""
    if settings.PRIVACY_SCAN:
        _begin(version, by)


def ask_for_scan(version: DatasetVersion, *, by: Actor) -> Scan:
    """Look through a version that never was, or whose scan failed. It is kept to its owner from now on.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: it is being looked through.
    """
    asset = version.version.asset
    with permitted(by, [("decide_findings", asset)]) as yes:
        _stand_in_line(version.pk)
        scan = Scan.objects.select_related("item").filter(pk=version.pk).first()
        if scan and scan.item and scan.item.state not in ENDED:
            raise ValidationError(_("This version is being looked through already."), code="being_scanned")
        record(by, "privacy.scan_asked", asset, decision=yes, version=version.version.number)
        return _begin(version, by, seconds=min(2 * scan.seconds, MOST_SECONDS) if scan and scan.stopped else SECONDS)


def scan_here(version: DatasetVersion, *, by: Actor) -> Scan:
    """Look through a version in this process: for commands that can't wait for a worker.

    Raises:
        NotAllowed: `by` is no steward of its owner.
    """
    require(by, "decide_findings", version.version.asset)
    with tempfile.TemporaryDirectory() as folder:
        report = look_through(materialise(version, Path(folder)))
    with transaction.atomic():
        _stand_in_line(version.pk)
        scan, _made = Scan.objects.select_related("item").get_or_create(version=version)
        if scan.item:
            request_cancel(scan.item)  # a worker need not
        return keep_report(scan, report.as_json(), by=by)


def _begin(version: DatasetVersion, by: Actor, *, seconds: float = SECONDS) -> Scan:
    hold_back(version.version)
    item = enqueue(KIND, by=by, asks=Asks(expected_seconds=EXPECTED_SECONDS, places=0))
    begun = {"item": item, "finished_at": None, "seconds": seconds}
    return Scan.objects.update_or_create(version=version, defaults=begun)[0]


def forget_samples(versions: Sequence[int]) -> list[tuple[Held, None]]:
    """The masked samples of what was found in versions that rows were withdrawn from; counts and answers stay."""
    found = Finding.objects.filter(scan__in=versions).exclude(samples=[])
    held = [
        (Held(str(each.scan.version), f"samples: {each.column}", "", 0), None)
        for each in found.select_related("scan__version__version__asset")
    ]
    found.update(samples=[])
    return held


def _stand_in_line(version: int) -> None:
    """Scans of a version and answers about it wait for each other: each sees what the one before has left."""
    DatasetVersion.objects.select_for_update(no_key=True).get(pk=version)


@transaction.atomic
def keep_report(scan: Scan, report: Mapping[str, Any], *, by: Any) -> Scan:
    """Write what a scan found, as `Report.as_json` tells it, and let the version go if nothing keeps it back.

    A finding of the same kind in the same column stays what it was, with its answer.
    """
    _stand_in_line(scan.pk)
    found = [Finding(scan=scan, **told) for told in report["findings"]]
    told_again = {(each.column, each.kind) for each in found}
    gone = [each.pk for each in scan.findings.all() if (each.column, each.kind) not in told_again]
    scan.findings.filter(pk__in=gone).delete()
    seen = ["rows", "looked", "confidence", "samples", "countries"]
    Finding.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["scan", "column", "kind"], update_fields=seen
    )
    scan.finished_at = timezone.now()
    scan.rows, scan.looked = report["rows"], report["looked"]
    scan.unread, scan.stopped = report["unread"], report["stopped"]
    scan.save()
    _settle(scan)
    version = scan.version.version
    kinds = sorted({finding.kind for finding in found})
    record(by, "privacy.scanned", version.asset, version=version.number, findings=len(found), kinds=kinds)
    return scan


def answer_finding(finding: Finding, *, answer: str, reason: str, by: Actor) -> Finding:
    """Say what a finding is. The version is shared as soon as nothing keeps it back.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: the answer is none, or personal data may be shared without a reason; or somebody else has
            answered meanwhile, or it is found no more.
    """
    version = finding.scan.version.version
    with permitted(by, [("decide_findings", version.asset)]) as yes:
        finding = _still_as(finding)
        finding.answer, finding.reason = answer, reason.strip()
        finding.answered_by, finding.answered_at = by.user, timezone.now()
        if answer == Finding.Answer.CONSENTED and not finding.reason:
            raise ValidationError({"reason": _("Say why it may be shared: the consent, or the law that allows it.")})
        finding.full_clean(validate_unique=False)
        finding.save()
        _settle(finding.scan)
        record(
            by,
            "privacy.decided",
            version.asset,
            decision=yes,
            version=version.number,
            finding=f"{finding.column}: {finding.kind}",
            answer=answer,
            reason=finding.reason,
        )
    return finding


@transaction.atomic
def answer_findings(findings: Iterable[Finding], *, answer: str, reason: str, by: Actor) -> None:
    """Say the same of several, of all or of none.

    Raises what `answer_finding` raises.
    """
    for finding in findings:
        answer_finding(finding, answer=answer, reason=reason, by=by)


def _still_as(seen: Finding) -> Finding:
    """The finding, if nothing has become of it since it was seen."""
    _stand_in_line(seen.scan_id)
    now = Finding.objects.select_related("scan__version__version__asset", "answered_by").filter(pk=seen.pk).first()
    if now is None:
        raise ValidationError(_("This is found no more: the version was looked through again meanwhile."))
    if now.answered_at != seen.answered_at:
        words = _("%(person)s has answered meanwhile: %(answer)s. If that is wrong, answer otherwise.")
        raise ValidationError(words % {"person": now.answered_by, "answer": now.get_answer_display()})
    return now


def _settle(scan: Scan) -> None:
    """Keep the version back as long as something does, and no longer."""
    if scan.stopped or scan.finished_at is None or scan.findings.keeping_back().exists():
        hold_back(scan.version.version)
    else:
        let_go(scan.version.version)


def standing(scan: Scan | None) -> str:
    """Where a version stands, as a word for pages: none, waiting, failed, stopped, open, answered or clear."""
    if scan is None:
        return "none"
    if scan.finished_at is None:
        ended = scan.item is not None and scan.item.state in ENDED
        return "failed" if ended else "waiting"
    if scan.stopped:
        return "stopped"
    if scan.findings.keeping_back().exists():
        return "open"
    return "answered" if scan.findings.personal().exists() else "clear"

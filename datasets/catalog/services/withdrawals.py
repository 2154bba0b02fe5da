"""Withdrawing rows: a version without them is made by work of the queue, and then those before it are closed."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.keeping.backups import told_of_backups
from agreements.keeping.holdings import erase_versions
from agreements.models import AssetVersion, Duty
from agreements.policy import Decision, permitted
from agreements.services.deeds import record
from agreements.services.duties import write_duties_of_withdrawal
from agreements.services.withdrawing import withdraw_versions
from agreements.terms import canonical, digest
from catalog.models import Dataset, DatasetVersion, File, RowWithdrawal
from catalog.services.profiles import profile_on_arrival
from catalog.services.versions import Kept, show_next
from organizations.actor import Actor
from work.services.queueing import Asks, enqueue

KIND = "withdrawal"
MOST_KEYS = 100_000
LONGEST_KEY = 500
BYTES_A_SECOND = 20e6  # of a table, for the estimate of its end
START_SECONDS = 2.0
KEYABLE = ("text", "integer", "number", "date", "timestamp")  # kinds of columns whose values can be written down


def withdraw_rows(
    dataset: Dataset, *, column: str, keys: Sequence[str], reason: str, deletes: bool, by: Actor
) -> RowWithdrawal:
    """Have a version made without the rows whose value in `column` is one of `keys`, and earlier ones closed.

    With `deletes` the files of the organization's own earlier versions are deleted, with a certificate.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: there is no such column, or no key.
    """
    version, asked = dataset.latest, _checked(keys)
    _check_column(version, column)
    with permitted(by, [("withdraw_rows", dataset.asset)]) as yes:
        withdrawal = RowWithdrawal.objects.create(
            version=version,
            column=column,
            keys=asked,
            asked=len(asked),
            reason=reason.strip(),
            deletes=deletes,
            item=enqueue(KIND, by=by, rests_on=yes.rests_on, asks=_asks(version)),
            asked_by=by.user,
        )
        number, uid = version.version.number, str(withdrawal.uid)
        told: dict[str, Any] = {"version": number, "withdrawal": uid, "keys": len(asked), "reason": withdrawal.reason}
        record(by, "dataset.withdrawal_asked", dataset.asset, decision=yes, **told)
    return withdrawal


def show_without(
    withdrawal: RowWithdrawal,
    added: AssetVersion,
    kept: Kept,
    *,
    removed: int,
    found: int,
    by: Actor,
    decision: Decision,
) -> RowWithdrawal:
    """Show the version without the rows, close those before it, and let duties and notices follow from that.

    In the caller's transaction, which has the policy's yes.
    """
    source = withdrawal.version.version
    made = show_next(added, kept, withdrawal.reason, by=by, decision=decision, of=source.number)
    profile_on_arrival(made, by)
    closed = withdraw_versions(added)
    duties = write_duties_of_withdrawal(added)
    withdrawal.made, withdrawal.removed, withdrawal.found, withdrawal.keys = made, removed, found, []
    withdrawal.certificate = _certificate(withdrawal, closed, duties)
    withdrawal.save(update_fields=["made", "removed", "found", "keys", "certificate"])
    told: dict[str, Any] = {
        "version": added.number,
        "withdrawal": str(withdrawal.uid),
        "rows": removed,
        "reason": withdrawal.reason,
    }
    sha256 = sha256_of(withdrawal)
    record(by, "dataset.rows_withdrawn", added.asset, decision=decision, sha256=sha256, **told)
    return withdrawal


def sha256_of(withdrawal: RowWithdrawal) -> str:
    """The SHA-256 of the certificate's canonical JSON, which the audit keeps."""
    return digest(canonical(withdrawal.certificate or {}))


def _certificate(
    withdrawal: RowWithdrawal, closed: Sequence[AssetVersion], duties: Sequence[Duty]
) -> dict[str, object]:
    """What was closed and deleted, by whom, what others have to delete, and what backups may hold until when."""
    now, asset = timezone.now(), withdrawal.version.version.asset
    own = [version.pk for version in closed if version.asset.owner_id == asset.owner_id] if withdrawal.deletes else []
    return {
        "withdrawal": str(withdrawal.uid),
        "dataset": str(asset.uid),
        "organization": {"slug": asset.owner.slug, "name": asset.owner.name},
        "person": str(withdrawal.asked_by),
        "at": now.isoformat(),
        "reason": withdrawal.reason,
        "keys": {"asked": withdrawal.asked, "found": withdrawal.found},
        "rows": withdrawal.removed,
        "version_without": withdrawal.made.version.number if withdrawal.made else None,
        "closed": [{"asset": str(version.asset.uid), "version": version.number} for version in closed],
        "duties": [str(duty.uid) for duty in duties],
        "deleted_by_the_platform": [erased.as_json() for erased in erase_versions(own)],
        "backups": told_of_backups(now) if own else None,
    }


def _checked(keys: Sequence[str]) -> list[str]:
    """The keys, each once, as they are compared."""
    asked = list(dict.fromkeys(key for each in keys if (key := each.strip())))
    if not asked:
        raise ValidationError({"keys": _("Write at least one key, or bring a file with one on each line.")})
    if len(asked) > MOST_KEYS:
        words = _("These are %(count)d keys, and %(most)d is the most at once. Withdraw them in parts.")
        raise ValidationError({"keys": words % {"count": len(asked), "most": MOST_KEYS}})
    if long := next((key for key in asked if len(key) > LONGEST_KEY), None):
        words = _("“%(key)s…” is longer than a key may be (%(most)d letters). Write one key on each line.")
        raise ValidationError({"keys": words % {"key": long[:40], "most": LONGEST_KEY}})
    return asked


def columns_for_keys(version: DatasetVersion) -> list[str]:
    """The columns by whose values rows can be named."""
    return [column["name"] for column in version.columns if column["kind"] in KEYABLE]


def _check_column(version: DatasetVersion, column: str) -> None:
    known = columns_for_keys(version)
    if column not in known:
        words = _("“%(column)s” names no rows in version %(number)d. Choose one of these columns: %(known)s.")
        has = {"column": column, "number": version.version.number, "known": ", ".join(known)}
        raise ValidationError({"column": words % has})


def _asks(version: DatasetVersion) -> Asks:
    size = version.files.get(role=File.Role.NORMALISED).blob.size
    return Asks(places=0, expected_seconds=START_SECONDS + size / BYTES_A_SECOND, expected_bytes=size)

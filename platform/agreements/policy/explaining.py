"""A decision, explained to one reader: the refused page, the API's problem and the log line are all made from this."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.models import Agreement, TermsVersion
from agreements.operations import Operation
from agreements.policy.answers import Decision, Reason
from agreements.policy.pairing import Pair, pair_of
from agreements.policy.remedies import Remedy, remedies
from agreements.policy.visibility import visible
from agreements.rendering import Clause, read
from organizations.actor import Actor


@dataclass(frozen=True)
class Explanation:
    """Why, by which clause of which agreement, and who can change it: in the words and names of `reader`."""

    decision: Decision
    reader: Actor
    operation: str = ""
    resource: object = None

    @cached_property
    def sentences(self) -> list[str]:
        """The reasons, the nearest to a yes first."""
        return self.decision.sentences(self.reader) or ([] if self.decision.allowed else [_("You may not do this.")])

    @property
    def nearest(self) -> Reason | None:
        """The reason that comes nearest to a yes."""
        return next(iter(self.decision.reasons), None)

    @property
    def operation_in_words(self) -> str:
        """What was asked, as a noun; a verb of another table has none here."""
        return str(Operation(self.operation).label) if self.operation in Operation.values else ""

    @cached_property
    def remedies(self) -> list[Remedy]:
        """What can be done about it, and who can."""
        found = [remedy for reason in self.decision.reasons for remedy in remedies(reason, self.reader)]
        return list(dict.fromkeys(found))

    @cached_property
    def pair(self) -> Pair | None:
        """What the clause says and what stands against it, of the nearest reason."""
        return pair_of(self.nearest, self.reader) if self.nearest else None

    @cached_property
    def agreement(self) -> Agreement | None:
        """The agreement that allowed it, or comes nearest to it; where the reader may see it."""
        allowing = self.decision.agreement
        uid = str(allowing.uid) if allowing else self.nearest and self.nearest.refs.get("agreement")
        if not uid:
            return None
        return visible(self.reader, Agreement.objects.all(), "discover").filter(uid=uid).first()

    @property
    def version(self) -> int | None:
        """The number of its terms."""
        return self._told("version", self.decision.version)

    @property
    def clause_number(self) -> int | None:
        """The number of the clause."""
        return self._told("clause", self.decision.clause)

    @cached_property
    def clause(self) -> Clause | None:
        """The clause itself, as it was signed, in the reader's language."""
        if self.agreement is None or self.version is None or self.clause_number is None:
            return None
        version = TermsVersion.objects.filter(agreement=self.agreement, number=self.version).first()
        if version is None:
            return None
        in_chinese = (get_language() or "").startswith("zh")
        text = read(version.text_zh, "zh") if in_chinese else read(version.text_en, "en")
        return next((clause for clause in text.clauses if clause.number == self.clause_number), None)

    def problem(self) -> dict[str, Any]:
        """What the API answers beside the status: the same sentences and the same clause."""
        told: dict[str, Any] = {
            "operation": self.operation,
            "reasons": [
                {"code": reason.code, "sentence": sentence}
                for reason, sentence in zip(self.decision.reasons, self.decision.sentences(self.reader), strict=True)
            ],
            "remedies": [remedy.sentence for remedy in self.remedies],
        }
        if self.pair:
            told["pair"] = self.pair.as_json()
        if self.agreement:
            told["agreement"] = {
                "slug": self.agreement.slug,
                "title": self.agreement.title,
                "version": self.version,
                "clause": self.clause_number,
            }
        return told

    def line(self) -> str:
        """One line for the log: codes and public ids, no names."""
        verdict = "allowed" if self.decision.allowed else "refused"
        asker = getattr(self.reader.user, "uid", None) or "nobody"
        words = [f"{verdict} {self.operation} on {_public_id(self.resource)} to {asker}"]
        if self.reader.organization:
            words.append(f"for {self.reader.organization.slug}")
        words += [_in_short(reason) for reason in self.decision.reasons]
        if self.decision.agreement:
            words.append(f"by {self.decision.agreement.uid} v{self.version} clause {self.clause_number}")
        return " · ".join(words)

    def _told(self, key: str, of_yes: int | None) -> int | None:
        if self.decision.agreement or not self.nearest:
            return of_yes
        return self.nearest.refs.get(key)


def _in_short(reason: Reason) -> str:
    known = {key: reason.refs[key] for key in ("agreement", "version", "clause") if key in reason.refs}
    return " ".join([reason.code, *(f"{key}={value}" for key, value in known.items())])


def _public_id(thing: object) -> str:
    if not isinstance(thing, models.Model):
        return "nothing"
    return f"{thing._meta.label_lower} {getattr(thing, 'uid', None) or thing.pk}"

"""What pages show of the talk about a version: what changed, threads by clause, conditions, who has opened the text."""

from typing import Any, NamedTuple

from agreements.forms.agreements import CommentForm
from agreements.models import PENDING, Agreement, Comment, Party, Reading, TermsVersion
from agreements.pages.conditions import conditions_of
from agreements.pages.texts import changes_since
from agreements.policy import decide, visible
from agreements.rendering import Text
from organizations.actor import Actor
from organizations.models import Organization


class Thread(NamedTuple):
    """A comment that began a thread, and what was answered."""

    first: Comment
    replies: list[Comment]

    @property
    def is_open(self) -> bool:
        """Whether something is left to talk about."""
        return self.first.resolved_at is None


class Opened(NamedTuple):
    """A party, and who of its people has opened the text."""

    organization: Organization
    readings: list[Reading]


def talk_of(agreement: Agreement, version: TermsVersion, text: Text, reader: Actor) -> dict[str, Any]:
    """All that is said and known around one version, for one reader."""
    parties = list(agreement.parties.select_related("organization"))
    shown = visible(reader, agreement.versions.select_related("proposed_by", "proposed_for"), "discover")
    versions = list(shown.order_by("-number"))
    before = next((one for one in versions if one.number == version.number - 1), None)
    said = threads(version, reader)
    is_party = reader.organization in [party.organization for party in parties]
    return {
        "threads": said,
        "open_threads": sum(thread.is_open for thread in said),
        "opened": opened(version, parties, reader),
        "versions": versions,
        "before": before,
        "changes": changes_since(before, version),
        "conditions": conditions_of(version),
        "is_pending": agreement.state in PENDING,
        "may_comment": decide(reader, "comment", agreement).allowed,
        "form": CommentForm(clauses=text.clauses, asks_audience=is_party),
    }


def threads(version: TermsVersion, reader: Actor) -> list[Thread]:
    """The threads about a version that this reader may read, clause by clause."""
    seen = visible(reader, Comment.objects.filter(version=version), "discover")
    said = list(seen.select_related("author", "organization", "resolved_by").order_by("id"))
    begun = sorted((one for one in said if one.answers_id is None), key=lambda one: (one.clause or 0, one.pk))
    return [Thread(one, [reply for reply in said if reply.answers_id == one.pk]) for one in begun]


def opened(version: TermsVersion, parties: list[Party], reader: Actor) -> list[Opened]:
    """Who has opened the text, party by party; nothing for who is no party."""
    if reader.organization not in [party.organization for party in parties]:
        return []
    readings = list(visible(reader, Reading.objects.filter(version=version), "discover").select_related("user"))
    return [
        Opened(party.organization, [one for one in readings if one.organization_id == party.organization_id])
        for party in parties
    ]

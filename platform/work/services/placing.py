"""Where queued work may run, kept true: the terms that let it in can be amended while it waits."""

from collections import defaultdict
from collections.abc import Mapping

from agreements.policy import Decision, sites_of
from work.models import Item, State


def keep_places(decisions: Mapping[int, Decision]) -> None:
    """Let work that is queued or held, by primary key, run where the policy's yes now says; one statement per place."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, decision in decisions.items():
        if decision.allowed:
            alike[tuple(sites_of(decision) or ())].append(pk)
    for sites, pks in alike.items():
        waiting = Item.objects.filter(pk__in=pks, state__in=[State.QUEUED, State.HELD]).exclude(sites=list(sites))
        waiting.update(sites=list(sites))

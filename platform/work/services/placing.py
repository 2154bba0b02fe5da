"""Where queued work may run, kept true: the terms that let it in can be amended while it waits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction

from agreements.policy import Decision, sites_of
from work.models import Item, State
from work.services.locking import lock_work


def keep_places(decisions: Mapping[int, Decision]) -> None:
    """Let work that is queued or held, by primary key, run where the policy's yes now says; one statement per place."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    allowed = [pk for pk, decision in decisions.items() if decision.allowed]
    for pk, wished in Item.objects.filter(pk__in=allowed).values_list("pk", "wished_sites"):
        alike[tuple(narrowed(sites_of(decisions[pk]) or (), wished))].append(pk)
    for sites, pks in alike.items():
        waiting = Item.objects.filter(pk__in=pks, state__in=[State.QUEUED, State.HELD]).exclude(sites=list(sites))
        with transaction.atomic():
            lock_work(waiting.values_list("pk", flat=True))
            waiting.update(sites=list(sites))


def narrowed(sites: Sequence[str], wished: Sequence[str]) -> list[str]:
    """Of the terms' `sites` (empty: all there are) those that a person wished; the terms' where none is left."""
    if not sites:
        return list(wished)
    return [site for site in sites if site in wished] or list(sites)

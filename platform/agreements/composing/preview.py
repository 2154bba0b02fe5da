"""The text that terms would have, before anything is stored: what could be said is said, faults are told beside it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from agreements.rendering import Text, text_in
from agreements.services.naming import look_up
from agreements.terms import Fault, Terms, faults_between, faults_in_form, providers, recipients
from organizations.actor import Actor

GAP = "…"
# Faults that a text can be read with: a place in it stays empty.
LEAVES_A_GAP = re.compile(r"shares\[\d+\]\.(recipient|asset\.slug|operations(\[\d+\])?)|(law|liability)\.(en|zh)")


@dataclass(frozen=True)
class Preview:
    """Both texts, or none while a part can't be read at all, and what has to be mended."""

    texts: dict[str, Text]
    faults: list[Fault]


def preview(terms: object, *, title: str, version: int, by: Actor) -> Preview:
    """What these terms would read like. What isn't chosen yet, and names that aren't found, are gaps in the text."""
    wrong = list(faults_in_form(terms))
    if not all(LEAVES_A_GAP.fullmatch(fault.path) for fault in wrong):
        return Preview({}, wrong)
    formed = cast(Terms, terms)
    if not (providers(formed) and recipients(formed)):
        return Preview({}, wrong or list(faults_between(formed)))
    names, missing = look_up(formed, title=title.strip() or GAP, version=version, by=by)
    gapped = replace(
        names,
        organizations=_gaps(names.organizations),
        assets=_gaps(names.assets),
        projects=_gaps(names.projects),
        people=_gaps(names.people),
    )
    texts = {language: text_in(language, formed, gapped) for language in ("en", "zh")}
    return Preview(texts, wrong or [*faults_between(formed), *missing])


def _gaps(names: Mapping[Any, str]) -> Mapping[Any, str]:
    return defaultdict(lambda: GAP, names)

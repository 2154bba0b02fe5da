"""Faults that no part of the terms has alone."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from agreements.duo import CODES
from agreements.operations import Operation
from agreements.terms.checks import Faults
from agreements.terms.faults import Fault
from agreements.terms.reading import recipients
from agreements.terms.shape import Portion, Terms

WHOLE = 100
# What a code of the Data Use Ontology leaves open, and the list that says it.
TOLD_BY_LISTS = {
    "DUO:0000007": "diseases",
    "DUO:0000022": "regions",
    "DUO:0000026": "people",
    "DUO:0000028": "institutions",
}
NOT_COMMERCIAL = ("DUO:0000018", "DUO:0000046")
COPIES = {Operation.DOWNLOAD, Operation.RELEASE_WEIGHTS}


def faults_between(terms: Terms) -> Faults:
    """Every fault between parts that are well formed one by one."""
    yield from _days(terms)
    yield from _named_parties(terms)
    yield from _shares(terms)
    yield from _codes(terms)
    yield from _portions(terms["derived_models"]["ownership"], "derived_models.ownership")
    yield from _portions(terms["intellectual_property"]["foreground"], "intellectual_property.foreground")
    yield from _masked(terms)
    yield from _sites(terms)
    yield from _budget(terms)
    yield from _settings(terms)


def _days(terms: Terms) -> Faults:
    ends_on = terms["ends_on"]
    if ends_on and date.fromisoformat(ends_on) < date.fromisoformat(terms["starts_on"]):
        yield Fault("ends_on", _("%(path)s: the agreement ends before it starts."))


def _shares(terms: Terms) -> Faults:
    told = set()
    for place, share in enumerate(terms["shares"]):
        path = f"shares[{place}]"
        if share["provider"] == share["recipient"]:
            yield Fault(path, _("%(path)s: a party can't share with itself."))
        what = (share["provider"], share["recipient"], share["asset"]["kind"], share["asset"]["slug"])
        if what in told:
            yield Fault(path, _("%(path)s: this asset is shared with the same recipient above; name it once."))
        told.add(what)


def _codes(terms: Terms) -> Faults:
    purposes = terms["purposes"]
    for code, part in TOLD_BY_LISTS.items():
        listed, coded = bool(purposes[part]), code in purposes["codes"]  # type: ignore[literal-required]  # of our table
        if coded and not listed:
            yield Fault(
                f"purposes.{part}",
                _("%(path)s: %(code)s, %(label)s, says nothing without this list; name at least one."),
                code=code,
                label=CODES[code].label,
            )
        if listed and not coded:
            yield Fault(
                f"purposes.{part}",
                _("%(path)s: this list counts only with %(code)s, %(label)s, among the codes."),
                code=code,
                label=CODES[code].label,
            )
    yield from _codes_that_need(terms)
    for code in NOT_COMMERCIAL:
        if code in purposes["codes"] and purposes["commercial"]:
            yield Fault(
                "purposes.commercial",
                _("%(path)s: commercial use does not go together with %(code)s, %(label)s."),
                code=code,
                label=CODES[code].label,
            )


def _codes_that_need(terms: Terms) -> Faults:
    needed: dict[str, tuple[str, object]] = {
        "DUO:0000019": ("publication.duty_to_publish", terms["publication"]["duty_to_publish"]),
        "DUO:0000024": ("publication.embargo_until", terms["publication"]["embargo_until"]),
        "DUO:0000025": ("ends_on", terms["ends_on"]),
        "DUO:0000027": ("purposes.project", terms["purposes"]["project"]),
    }
    for code, (path, value) in needed.items():
        if code in terms["purposes"]["codes"] and not value:
            yield Fault(
                path,
                _("%(path)s: %(code)s, %(label)s, needs this part; say it, or take the code away."),
                code=code,
                label=CODES[code].label,
            )


def _named_parties(terms: Terms) -> Faults:
    for path, party in _places_of_parties(terms):
        if party not in terms["parties"]:
            yield Fault(path, _("%(path)s: “%(slug)s” is not one of the parties."), slug=party)
    for place, institution in enumerate(terms["purposes"]["institutions"]):
        if institution in terms["parties"] and institution not in recipients(terms):
            yield Fault(
                f"purposes.institutions[{place}]",
                _("%(path)s: “%(slug)s” receives nothing in these terms."),
                slug=institution,
            )


def _places_of_parties(terms: Terms) -> Iterator[tuple[str, str]]:
    for place, share in enumerate(terms["shares"]):
        yield f"shares[{place}].provider", share["provider"]
        yield f"shares[{place}].recipient", share["recipient"]
    for place, institution in enumerate(terms["purposes"]["institutions"]):
        yield f"purposes.institutions[{place}]", institution
    derived, property_ = terms["derived_models"], terms["intellectual_property"]
    for part, listed in (("deploy", derived["deploy"]), ("serve", derived["serve"]), ("pass_on", derived["pass_on"])):
        for place, party in enumerate(listed):
            yield f"derived_models.{part}[{place}]", party
    for path, portions in (
        ("derived_models.ownership", derived["ownership"]),
        ("intellectual_property.foreground", property_["foreground"]),
    ):
        for place, portion in enumerate(portions):
            yield f"{path}[{place}].party", portion["party"]
    if property_["filing"]:
        yield "intellectual_property.filing.party", property_["filing"]["party"]


def _budget(terms: Terms) -> Faults:
    """Noise is bought from a budget: without one, nobody could be told any statistics."""
    asked = any(Operation.STATISTICS in share["operations"] for share in terms["shares"])
    if asked and terms["protections"]["privacy_budget"] is None:
        yield Fault(
            "protections.privacy_budget",
            _("%(path)s: statistics are told with noise, within a privacy budget; say how large it is."),
        )


def _portions(portions: list[Portion], path: str) -> Faults:
    holders = [portion["party"] for portion in portions]
    for place, holder in enumerate(holders):
        if holder in holders[:place]:
            yield Fault(f"{path}[{place}].party", _("%(path)s: “%(value)s” stands here twice."), value=holder)
    total = sum(portion["percent"] for portion in portions)
    if portions and total != WHOLE:
        yield Fault(path, _("%(path)s: the shares add up to %(total)s %%, not to 100 %%."), total=total)


def _masked(terms: Terms) -> Faults:
    """A mask is on a dataset that these terms share, and says all of it in one place."""
    shared = {share["asset"]["slug"] for share in terms["shares"] if share["asset"]["kind"] == "dataset"}
    told: set[str] = set()
    for place, mask in enumerate(terms["protections"].get("masked_columns", [])):
        path, slug = f"protections.masked_columns[{place}].dataset", mask["dataset"]
        if slug not in shared:
            yield Fault(path, _("%(path)s: these terms share no dataset with the address “%(slug)s”."), slug=slug)
        if slug in told:
            yield Fault(path, _("%(path)s: “%(value)s” stands here twice."), value=slug)
        told.add(slug)


def _sites(terms: Terms) -> Faults:
    if not terms["protections"]["sites"]:
        return
    for place, share in enumerate(terms["shares"]):
        for spot, operation in enumerate(share["operations"]):
            if operation in COPIES:
                yield Fault(
                    f"shares[{place}].operations[{spot}]",
                    _("%(path)s: computation at named sites only, and “%(operation)s” don't go together."),
                    operation=operation,
                )


def _settings(terms: Terms) -> Faults:
    compliance, amendment = terms["compliance"], terms["amendment"]
    if compliance["suspend_after_days"] is not None and compliance["every_months"] is None:
        yield Fault(
            "compliance.suspend_after_days", _("%(path)s: without reviews nothing can be overdue; say how often first.")
        )
    if amendment["old_binds"] == "grace" and not amendment["grace_days"]:
        yield Fault("amendment.grace_days", _("%(path)s: say for how many days the old terms go on to hold."))
    if amendment["old_binds"] == "until_signed" and amendment["grace_days"]:
        yield Fault("amendment.grace_days", _("%(path)s: no grace is needed where the old terms hold until then."))

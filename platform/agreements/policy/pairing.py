"""The two things of a refusal that don't meet: what a clause says, and the fact that stands against it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from agreements.models import Undertaking
from agreements.policy.answers import Reason
from agreements.policy.names import Names
from agreements.policy.visibility import visible
from organizations.actor import Actor


class Statement(NamedTuple):
    """One of the two: whose words they are, the words, and what else is to know of them."""

    of: str
    says: str
    more: tuple[str, ...] = ()


class Pair(NamedTuple):
    """`project` is the address of the project whose purpose is the fact; "" where the fact is something else."""

    clause: Statement
    fact: Statement
    project: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the API tells it."""
        told = {"clause": self.clause._asdict(), "fact": self.fact._asdict()}
        return told | ({"project": self.project} if self.project else {})


def pair_of(reason: Reason, reader: Actor) -> Pair | None:
    """What doesn't meet, for `reader`; None where nothing stands against a clause, or they may not see it."""
    make = PAIRS.get(reason.code)
    names = Names(reader, reason.refs)
    if make is None or "clause" not in reason.refs or names.agreement() is None:
        return None
    return make(names)


def _clause(names: Names, says: str, *more: str) -> Statement:
    of = _("“%(agreement)s”, clause %(clause)d, allows %(operation)s")
    return Statement(of % _Filled(names, clause=names.refs["clause"]), says, more)


class _Filled(dict[str, Any]):
    """The names with a number that is none of them."""

    def __init__(self, names: Names, **known: Any) -> None:
        super().__init__(known)
        self.names = names

    def __missing__(self, key: str) -> Any:
        return self.names[key]


def _purpose(names: Names, *more: str) -> tuple[Statement, str]:
    """The project's purpose as it is stated now, and the project's address."""
    known = visible(names.reader, Undertaking.objects.select_related("purpose"), "discover")
    project = known.filter(uid=names.refs["undertaking"]).first()
    if project is None:
        return Statement(_("The project states"), names["purpose"], more), ""
    day = formats.date_format(timezone.localtime(project.purpose.created_at), "DATE_FORMAT")
    codes = project.purpose.codes
    stated = _("%(codes)s, stated on %(day)s") % {"codes": ", ".join(codes), "day": day}
    of = _("The project “%(project)s” states") % {"project": project.name}
    return Statement(of, names["purpose"], (stated, *more)), project.slug


def _other_purpose(names: Names) -> Pair:
    return Pair(_clause(names, names["unmet"]), *_purpose(names))


def _unconfirmed(names: Names) -> Pair:
    clause = _clause(names, _("once %(provider)s has confirmed the project’s purpose, parties and team") % names)
    return Pair(clause, *_purpose(names, _("not confirmed by %(provider)s as it stands now") % names))


def _no_ethics_approval(names: Names) -> Pair:
    clause = _clause(names, _("with an ethics approval that %(provider)s has accepted") % names)
    return Pair(clause, *_purpose(names, _("no approval that holds")))


def _not_granted(names: Names) -> Pair:
    allowed = _("of %(asset)s: %(allowed)s") % names
    of = _("“%(agreement)s”, clause %(clause)d, allows") % _Filled(names, clause=names.refs["clause"])
    return Pair(Statement(of, allowed), Statement(_("You asked for"), names["operation"]))


def _later_version(names: Names) -> Pair:
    clause = _clause(names, _("up to version %(last_version)d of %(asset)s") % names)
    return Pair(clause, Statement(_("You asked for"), _("version %(number)d") % names))


PAIRS: Mapping[str, Callable[[Names], Pair]] = {
    "other_purpose": _other_purpose,
    "unconfirmed": _unconfirmed,
    "no_ethics_approval": _no_ethics_approval,
    "not_granted": _not_granted,
    "later_version": _later_version,
}

"""What the sentences of reasons are filled with: names the reader may see, else a word that names nothing."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agreements.duo import CODES
from agreements.matcher import COMMERCIAL_CLAUSE, PROJECT_CLAUSE
from agreements.models import Agreement, Asset, PurposeMatch, Undertaking
from agreements.operations import Operation
from agreements.policy.visibility import visible
from organizations.actor import Actor
from organizations.models import Organization, Role, Scope

DOING: Mapping[str, Promise] = {
    Operation.DISCOVER: gettext_lazy("learn of %(asset)s"),
    Operation.PREVIEW: gettext_lazy("preview %(asset)s"),
    Operation.DOWNLOAD: gettext_lazy("download %(asset)s"),
    Operation.TRAIN: gettext_lazy("train on %(asset)s"),
    Operation.EVALUATE: gettext_lazy("evaluate with %(asset)s"),
    Operation.STATISTICS: gettext_lazy("ask for statistics of %(asset)s"),
    Operation.INFER: gettext_lazy("ask %(asset)s for predictions"),
    Operation.DERIVE: gettext_lazy("train %(asset)s further"),
    Operation.RELEASE_WEIGHTS: gettext_lazy("release the weights of %(asset)s"),
    Operation.SERVE: gettext_lazy("serve %(asset)s"),
    Operation.REDISTRIBUTE: gettext_lazy("pass %(asset)s on"),
    Operation.PUBLISH: gettext_lazy("publish %(asset)s"),
}

USES: Mapping[str, Promise] = {
    "deploy": gettext_lazy("use"),
    "serve": gettext_lazy("offer the predictions of"),
    "pass_on": gettext_lazy("pass on"),
}


class Known:
    """The agreements and assets that some reasons speak of, as far as a reader may know of them: asked for together."""

    def __init__(self, reader: Actor, of_reasons: Iterable[Mapping[str, Any]]) -> None:
        self.reader, self._refs = reader, list(of_reasons)

    @cached_property
    def agreements(self) -> dict[str, Agreement]:
        """By public id."""
        rows = Agreement.objects.select_related("state_changed_by").filter(uid__in=self._uids("agreement"))
        return {str(one.uid): one for one in visible(self.reader, rows, "discover")}

    @cached_property
    def assets(self) -> dict[str, str]:
        """The names of those that the reader may discover, or finds in terms that they may see; by public id."""
        in_terms = {
            refs["asset"] for refs in self._refs if "asset" in refs and refs.get("agreement") in self.agreements
        }
        wanted = Asset.objects.filter(uid__in=self._uids("asset"))
        return {
            str(one.uid): one.name
            for rows in (visible(self.reader, wanted, "discover"), wanted.filter(uid__in=in_terms))
            for one in rows
        }

    def _uids(self, word: str) -> set[str]:
        each = [*self._refs, *(clause for refs in self._refs for clause in refs.get("named_sites", []))]
        return {refs[word] for refs in each if word in refs}


class Names(dict[str, Any]):
    """Fills a sentence: `"… %(owner)s …" % names` looks up the owner, and nothing that the sentence doesn't name."""

    def __init__(self, reader: Actor, refs: Mapping[str, Any], known: Known | None = None) -> None:
        super().__init__()
        self.reader, self.refs, self._known = reader, refs, known or Known(reader, [refs])

    def __missing__(self, key: str) -> Any:
        self[key] = getattr(self, f"_{key}")()
        return self[key]

    def agreement(self) -> Agreement | None:
        """The agreement, when the reader may see it."""
        return self._known.agreements.get(self.refs["agreement"]) if "agreement" in self.refs else None

    def _agreement(self) -> str:
        found = self.agreement()
        return found.title if found else _("an agreement")

    def _asset(self) -> str:
        name = self._known.assets.get(self.refs["asset"])
        return f"*{name}*" if name else _("this asset")

    def _doing(self) -> str:
        return str(DOING[self.refs["operation"]]) % {"asset": self["asset"]}

    def _operation(self) -> str:
        return str(Operation(self.refs["operation"]).label)

    def _allowed(self) -> str:
        return listed([str(Operation(operation).label) for operation in self.refs["operations"]])

    def _named_sites(self) -> str:
        """What each clause says about where it may be computed."""
        said = []
        for clause in self.refs["named_sites"]:
            found = self._known.agreements.get(clause["agreement"])
            names = {
                "agreement": f"*{found.title}*" if found else _("an agreement"),
                "clause": clause["clause"],
                "sites": ", ".join(clause["sites"]),
            }
            said.append(_("%(agreement)s, clause %(clause)d, only at %(sites)s") % names)
        return "; ".join(said)

    def _organization(self) -> str:
        return self._name_of(self.refs.get("organization")) or _("the organization")

    def _owner(self) -> str:
        return self._name_of(self.refs.get("owner")) or _("its owner")

    def _provider(self) -> str:
        return self._name_of(self.refs.get("provider")) or _("its owner")

    def _name_of(self, slug: str | None) -> str | None:
        known = visible(self.reader, Organization.objects.all(), "discover").filter(slug=slug)
        return known.values_list("name", flat=True).first()

    def _unsigned(self) -> str:
        """The parties whose signature is missing."""
        agreement = self.agreement()
        if agreement is None:
            return ""
        unsigned = agreement.parties.exclude(signatures__version=agreement.current_version_id)
        return listed([party.organization.name for party in unsigned.select_related("organization")])

    def _person(self) -> str:
        agreement = self.agreement()
        return str(agreement.state_changed_by) if agreement and agreement.state_changed_by else _("the platform")

    def _project(self) -> str:
        known = visible(self.reader, Undertaking.objects.all(), "discover")
        found = known.filter(uid=self.refs["undertaking"]).first()
        return f"*{found.name}*" if found else _("this project")

    def _purpose(self) -> str:
        """What the project is for: its codes, and whether it is commercial."""
        known = visible(self.reader, Undertaking.objects.select_related("purpose"), "discover")
        found = known.filter(uid=self.refs["undertaking"]).first()
        if found is None:
            return _("another one")
        words = [label(code) for code in found.purpose.codes]
        return listed([*words, _("commercial use") if found.purpose.commercial else _("non-commercial use")])

    def _unmet(self) -> str:
        """The purposes in the terms that the project's purpose does not meet."""
        agreement = self.agreement()
        found = PurposeMatch.objects.filter(
            terms_version=agreement.current_version_id if agreement else None,
            purpose__undertaking__uid=self.refs["undertaking"],
            recipient=self.reader.organization,
        ).first()
        if found is None:
            return _("other purposes")
        return listed([label(one["code"]) for one in found.rationale if not one["fits"]])

    def _roles(self) -> str:
        return listed([str(Role(role).label) for role in self.refs["roles"]])

    def _scope(self) -> str:
        return str(Scope(self.refs["scope"]).label)

    def _use(self) -> str:
        return str(USES[self.refs["use"]])

    def _parties(self) -> str:
        names = [self._name_of(slug) for slug in self.refs["parties"]]
        return listed([name for name in names if name]) or _("nobody")

    def _day(self) -> str:
        moment = parse_datetime(self.refs["at"])
        return formats.date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""

    def _licence(self) -> str:
        return str(self.refs["licence"])

    def _number(self) -> int:
        return int(self.refs["number"])

    def _epsilon(self) -> str:
        return in_figures(self.refs["epsilon"])

    def _delta(self) -> str:
        return in_figures(self.refs["delta"])

    def _left(self) -> str:
        return in_figures(self.refs["left"])

    def _asked(self) -> str:
        return in_figures(self.refs["asked"])

    def _asked_delta(self) -> str:
        return in_figures(self.refs["asked_delta"])

    def _columns(self) -> str:
        return quoted(self.refs["columns"])

    def _k(self) -> int:
        return int(self.refs["k"])

    def _last_version(self) -> int:
        return int(self.refs["last_version"])


def in_figures(number: float | str) -> str:
    """A number as a person writes it: three figures, and a small one without an exponent."""
    return np.format_float_positional(float(number), precision=3, fractional=False, trim="-")


def quoted(names: Iterable[str]) -> str:
    """Names of columns in a row, each in quotation marks."""
    return listed([_("“%(name)s”") % {"name": name} for name in names])


def label(code: str) -> str:
    """A code of the Data Use Ontology, or a clause of ours, in words."""
    if code == COMMERCIAL_CLAUSE:
        return _("non-commercial use only")
    if code == PROJECT_CLAUSE:
        return _("one named project only")
    known = CODES.get(code)
    if known is None:
        return code
    return known.zh if (get_language() or "").startswith("zh") else known.en


def listed(words: list[str]) -> str:
    """Words in a row, with the comma of the language."""
    return _(", ").join(dict.fromkeys(words))

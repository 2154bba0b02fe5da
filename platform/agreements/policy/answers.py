"""What the policy answers: a decision, its reasons and its obligations. All of it can be kept as JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from organizations.actor import Actor

if TYPE_CHECKING:
    from agreements.models import Agreement


@dataclass(frozen=True)
class Reason:
    """Why not, as a code and references: public ids of what it speaks of, never names."""

    code: str
    refs: dict[str, Any] = field(default_factory=dict)
    told: str = ""  # the sentence, where what it speaks of was only supposed (`would_allow`)

    def sentence(self, reader: Actor) -> str:
        """The reason in the reader's language, naming only what the reader may discover."""
        from agreements.policy.sentences import sentences_of

        return sentences_of([self], reader)[0]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "refs": self.refs}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Reason":
        """A reason that was stored."""
        return cls(stored["code"], stored.get("refs", {}))


@dataclass(frozen=True)
class Obligation:
    """What binds those who use a yes."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """The obligation in the language of the page."""
        from agreements.policy.sentences import obligation_sentence

        return obligation_sentence(self)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "params": self.params}


@dataclass(frozen=True)
class RestsOn:
    """The rows that a yes was read from: `permitted` locks them."""

    assets: frozenset[int] = frozenset()
    agreements: frozenset[int] = frozenset()
    undertakings: frozenset[int] = frozenset()

    def __or__(self, other: "RestsOn") -> "RestsOn":
        return RestsOn(
            self.assets | other.assets, self.agreements | other.agreements, self.undertakings | other.undertakings
        )


@dataclass(frozen=True)
class Decision:
    """Yes or no; why not; under which obligations, by which clause of which agreement, and until when.

    `agreements` are the public ids of all that a yes rests on; `agreement` is the one that explains it.
    """

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    agreement: "Agreement | None" = None
    version: int | None = None
    clause: int | None = None
    valid_until: datetime | None = None
    rests_on: RestsOn = RestsOn()
    agreements: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the audit keeps it."""
        return {
            "allowed": self.allowed,
            "reasons": [reason.as_json() for reason in self.reasons],
            "obligations": [obligation.as_json() for obligation in self.obligations],
            "agreement": str(self.agreement.uid) if self.agreement else None,
            "version": self.version,
            "clause": self.clause,
            "agreements": list(self.agreements),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }

    def sentences(self, reader: Actor) -> list[str]:
        """The reasons as the reader may read them."""
        from agreements.policy.sentences import sentences_of

        return sentences_of(self.reasons, reader)

    def __and__(self, other: "Decision") -> "Decision":
        """Both: a yes only when both are, with the obligations of both."""
        named = self if self.agreement else other
        ends = [end for end in (self.valid_until, other.valid_until) if end]
        return Decision(
            allowed=self.allowed and other.allowed,
            reasons=(*self.reasons, *(one for one in other.reasons if one not in self.reasons)),
            obligations=(*self.obligations, *(one for one in other.obligations if one not in self.obligations)),
            agreement=named.agreement,
            version=named.version,
            clause=named.clause,
            valid_until=min(ends, default=None),
            rests_on=self.rests_on | other.rests_on,
            agreements=(*self.agreements, *(one for one in other.agreements if one not in self.agreements)),
        )


YES = Decision(allowed=True)


def no(code: str, **refs: Any) -> Decision:
    """A refusal for one reason."""
    return Decision(allowed=False, reasons=(Reason(code, refs),))

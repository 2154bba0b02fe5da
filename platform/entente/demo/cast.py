"""Who plays in the demonstration: two partners, and the platform's own organization with its reviewer."""

from dataclasses import dataclass

from organizations.models import Organization, Role


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class House:
    name: str
    kind: str
    country: str
    description: str
    people: tuple[Person, ...]


REVIEWER = Person("Samuel Okoro", "samuel.okoro@entente.example", (Role.OWNER, Role.REVIEWER, Role.STAFF))
RESEARCHER = Person("Wen Jiahui", "wen.jiahui@nordhaven.example", (Role.RESEARCHER,))
UNIVERSITY_SIGNATORY = Person(
    "Ingrid Solheim", "ingrid.solheim@nordhaven.example", (Role.OWNER, Role.SIGNATORY, Role.STEWARD)
)
STEWARD = Person("Tomas Reuter", "tomas.reuter@halvard.example", (Role.STEWARD,))
COMPANY_SIGNATORY = Person("Claudia Brandt", "claudia.brandt@halvard.example", (Role.OWNER, Role.SIGNATORY))

OPERATOR = House(
    "Entente Platform", Organization.Kind.OPERATOR, "CH", "Runs this platform and reviews its agreements.", (REVIEWER,)
)
UNIVERSITY = House(
    "Nordhaven University",
    Organization.Kind.ACADEMIC,
    "NO",
    "Publishes base models and studies how machines are maintained.",
    (RESEARCHER, UNIVERSITY_SIGNATORY),
)
COMPANY = House(
    "Halvard Bearings AG",
    Organization.Kind.INDUSTRY,
    "CH",
    "Makes rolling bearings in three plants.",
    (STEWARD, COMPANY_SIGNATORY),
)
HOUSES = (OPERATOR, UNIVERSITY, COMPANY)

"""The terms that an agreement started for a request begins with: the right template, and exactly what was asked."""

from agreements.composing.templates import TEMPLATES, Template, fill
from agreements.matcher import THESE_REGIONS
from agreements.models import AccessRequest, Asset
from agreements.operations import Operation
from agreements.terms import Terms
from organizations.countries import CODES

# By the kind of asset and what is asked of it; what lets copies out has the template that names them.
RIGHT_FOR: dict[str, dict[str, str]] = {
    Asset.Kind.DATASET: {
        Operation.TRAIN: "compute-only",
        Operation.DERIVE: "compute-only",
        Operation.EVALUATE: "evaluation",
        Operation.STATISTICS: "statistics",
    },
    Asset.Kind.MODEL: {Operation.EVALUATE: "evaluation"},
}
OTHERWISE: dict[str, str] = {Asset.Kind.DATASET: "bilateral", Asset.Kind.MODEL: "model-licence"}
# What is of little use alone.
GOES_WITH: dict[str, tuple[Operation, ...]] = {Operation.TRAIN: (Operation.EVALUATE, Operation.DERIVE)}

# The codes that say what something is used for; the template's others restrict, and are the owner's to keep or drop.
USES = ("DUO:0000042", "DUO:0000006", "DUO:0000007", "DUO:0000011", "DUO:0000016", "DUO:0000043")
DISEASE, ANY_RESEARCH, NOT_COMMERCIAL = "DUO:0000007", "DUO:0000042", ("DUO:0000046", "DUO:0000018")


def template_for(request: AccessRequest) -> Template:
    """The template that an agreement on what is asked starts from."""
    kind = request.asset.kind
    return TEMPLATES[RIGHT_FOR[kind].get(request.operation, OTHERWISE[kind])]


def starting_terms(request: AccessRequest) -> Terms:
    """Terms for the draft. They name the project only where the owner takes part in it, and so may name it."""
    owner, asker, asset = request.asset.owner, request.organization, request.asset
    operations = (Operation.DISCOVER, Operation(request.operation), *GOES_WITH.get(request.operation, ()))
    together = request.project.parties.filter(organization=owner).exists()
    terms = fill(
        template_for(request),
        parties=[owner.slug, asker.slug],
        shares=[
            {
                "provider": owner.slug,
                "recipient": asker.slug,
                "asset": {"kind": "dataset" if asset.kind == Asset.Kind.DATASET else "model", "slug": asset.slug},
                "versions": "all",
                "operations": [str(operation) for operation in operations],
            }
        ],
        project=request.project.slug if together else None,
    )
    _for_this_purpose(terms, request)
    return terms


def _for_this_purpose(terms: Terms, request: AccessRequest) -> None:
    """What was asked in place of what is usual: the purpose's own uses and region, commercial where it says so."""
    purpose = request.purpose
    uses = [code for code in purpose.codes if code in USES and (code != DISEASE or purpose.diseases)]
    restricts = [
        code
        for code in terms["purposes"]["codes"]
        if code not in USES and not (purpose.commercial and code in NOT_COMMERCIAL)
    ]
    terms["purposes"]["codes"] = [*(uses or [ANY_RESEARCH]), *restricts]
    terms["purposes"]["commercial"] = purpose.commercial
    if purpose.region in CODES:
        terms["purposes"]["codes"].append(THESE_REGIONS)
        terms["purposes"]["regions"] = [purpose.region]
    if DISEASE in uses:
        terms["purposes"]["diseases"] = [{"code": code, "narrower": []} for code in purpose.diseases]

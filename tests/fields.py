"""What is sent with a request to each address, so that it comes to the question of who asks."""

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image
from tests.addresses import filled
from tests.crowd import FORMAT, World

from accounts.models import User
from agreements.keeping.questionnaire import questions_for
from agreements.models import Agreement, AssetVersion, Undertaking
from organizations.models import Organization
from standards.models import StandardVersion

Fields = dict[str, Any]

# One sentence or word for many forms.
COMMON: Fields = {
    "reason": "Clause 4 was not kept.",
    "text": "Which halls?",
    "words": "To train on it.",
    "says": "A copy lies on a laptop.",
    "how": "It was deleted.",
    "note": "All copies are gone.",
    "how_to_ask_again": "Name the halls.",
    "due_on": "2030-01-01",
    "name": "Another name",
    "title": "Another title",
    "description": "Another description",
    "email": "guest@elsewhere.example",
    "roles": ["researcher"],
    "kind": "industry",
    "country": "CH",
    "operation": "preview",
    "commercial": False,
    "codes": ["DUO:0000042"],
    "language": "zh-hans",
    "scopes": ["read"],
    "days": "30",
}
QUERIES = {
    "/access-requests/new/": "?asset=dataset/{dataset}",
    "/agreements/new/terms/": "?template=bilateral&party={taker}",
    "/agreements/<slug:slug>/to-sign.json": "?at=2026-01-01T00:00:00Z",
    "/audit/export/": "?format=csv",
}


def _things(world: World) -> Fields:
    """A job, a request or a question about the world's things."""
    return {
        "project": world["project"],
        "model": world["base"],
        "dataset": world["dataset"],
        "asset": world["dataset"],
        "kind": "dataset",
        "person": world["member"],
        "organization": world["company"],
    }


def _terms(world: World) -> Fields:
    return {"terms": Agreement.objects.get(slug=world["agreement"]).current_version.terms}


def _consent(world: World) -> Fields:
    sha256 = Agreement.objects.get(slug=world["agreement"]).current_version.sha256
    return {"sha256": sha256, "read": "on", "signed_at": "2026-01-01T00:00:00Z", "signature": "A" * 86 + "=="}


def _answers(world: World) -> Fields:
    questions = [question.code for question in questions_for(_terms(world)["terms"])]
    return dict.fromkeys(questions, "yes") | {"answers": {code: {"answer": "yes"} for code in questions}}


def _finding(world: World) -> Fields:
    party = Organization.objects.get(slug=world["taker"])
    return {"organization": party.slug}


def _finding_on_page(world: World) -> Fields:
    return {"organization": Organization.objects.get(slug=world["taker"]).pk}


def _partners(world: World) -> Fields:
    return {"partners": [Organization.objects.get(slug=world["taker"]).pk], "parties": [world["taker"]]}


def _file(_world: World) -> Fields:
    table = "note,fault\n" + "\n".join(f"machine {n} grinds,{'leak' if n % 2 else 'wear'}" for n in range(40))
    columns = {"text": "note", "label": "fault", "text_column": "note", "label_column": "fault"}
    return {"file": SimpleUploadedFile("notes.csv", table.encode()), "openness": "closed", **columns}


def _rows(world: World) -> Fields:
    rows = SimpleUploadedFile("new.csv", b"note\nmachine 1 grinds")
    return {"model": world["model"], "project": world["project"], "file": rows}


def _next_file(world: World) -> Fields:
    return _file(world) | {"changes": "Rows of another hall."}


def _approval(world: World) -> Fields:
    decision = {"committee": "REK", "reference": "2026/115", "expires_on": "2030-01-01", "project": world["project"]}
    return {"document": SimpleUploadedFile("rek.pdf", b"%PDF-1.7"), **decision}


def _as_it_stands(world: World) -> Fields:
    return {"revision": Undertaking.objects.get(slug=world["project"]).revision}


def _teammate(world: World) -> Fields:
    """Somebody of the organization that holds the project's other side, who is not in its team."""
    ours = User.objects.filter(memberships__group__org_role__organization__slug=world["taker"])
    project = Undertaking.objects.get(slug=world["project"])
    free = ours.exclude(pk__in=project.team.values("user")).order_by("pk").first()
    assert free, world["taker"]
    return {"person": str(free.uid), "role": "reads"}


def _version_of(world: World, kind: str = "model") -> str:
    return str(AssetVersion.objects.filter(asset__slug=world[kind], asset__kind=kind).latest("number").uid)


def _manuscript(_world: World) -> Fields:
    return {"file": SimpleUploadedFile("paper.pdf", b"%PDF-1.7 again")}


def _disclosure(world: World) -> Fields:
    inventor = {"name": "Marta Kovač", "organization": world["company"], "percent": "100"}
    return {"project": world["project"], "inventors": [inventor], "versions": [_version_of(world, "dataset")]}


def _disclosure_on_page(world: World) -> Fields:
    inventor = {"inventor_0": "Marta Kovač", "party_0": world["company"], "percent_0": "100"}
    return inventor | {"bases": [f"version:{_version_of(world, 'dataset')}"]}


def _draft(world: World) -> Fields:
    """The draft of the standard, as it was read."""
    return {"sha256": StandardVersion.objects.get(standard__uid=world["standard"], state="draft").sha256}


def _picture(_world: World) -> Fields:
    png = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(png, "PNG")
    return {"logo": SimpleUploadedFile("logo.png", png.getvalue(), "image/png")}


def _key(_world: World) -> Fields:
    public = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    return {"public_key": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()}


def _exactly(**fields: Any) -> Callable[[World], Fields]:
    return lambda _world: fields


OBJECTIVE: Fields = {"name": "Fewer faults", "comparison": "at_least", "target": 0.8, "due_on": "2030-01-01"}

STARTS: Fields = {"starts_on": "2030-01-01", "starts_time": "10:00", "minutes": "30"}
LOCAL: Fields = {"starts": "2030-01-01T10:00", "minutes": 30}


def _of_the_team(world: World) -> Fields:
    """Somebody who is in the team of the project."""
    undertaking = Undertaking.objects.get(slug=world["project"])
    return {"person": str(undertaking.team.order_by("id").values_list("user__uid", flat=True)[0])}


OF_ADDRESS: dict[str, Callable[[World], Fields]] = {
    "/access-requests/new/": _things,
    "/api/v1/access-requests/": _things,
    "/api/v1/jobs/": _things,
    "/projects/<slug:slug>/jobs/new/": _things,
    "/jobs/cancel/": lambda world: {"job": [world["job"]]},
    "/api/v1/jobs/cancel/": lambda world: {"jobs": [world["job"]]},
    "/jobs/<uuid:uid>/priority/": _exactly(priority="low"),
    "/api/v1/jobs/<uuid:uid>/priority/": _exactly(priority="low"),
    "/api/v1/agreements/<str:slug>/versions/<int:number>/would-allow/": _things,
    "/api/v1/agreements/": _terms,
    "/api/v1/agreements/<str:slug>/amend/": _terms,
    "/api/v1/agreements/<str:slug>/draft/": _terms,
    "/api/v1/agreements/<str:slug>/versions/": _terms,
    "/api/v1/terms/check/": _terms,
    "/agreements/new/terms/": _exactly(do="save"),
    "/agreements/working-copies/<uuid:uid>/": _exactly(do="save"),
    "/agreements/<slug:slug>/sign/": _consent,
    "/api/v1/agreements/<str:slug>/signature/": _consent,
    "/compliance/<uuid:uid>/": _answers,
    "/api/v1/compliance-reviews/<uuid:uid>/answer/": _answers,
    "/api/v1/compliance-reviews/": lambda world: {"agreement": world["agreement"]},
    "/compliance/<uuid:uid>/findings/": _finding_on_page,
    "/api/v1/compliance-reviews/<uuid:uid>/findings/": _finding,
    "/agreements/<slug:slug>/conditions/<int:number>/answer/": _exactly(confirm="yes"),
    "/api/v1/agreements/<str:slug>/conditions/<int:number>/answer/": _exactly(enough=True),
    "/projects/<slug:slug>/ethics/": _approval,
    "/api/v1/ethics-approvals/": _approval,
    "/projects/<slug:slug>/papers/<uuid:uid>/authors/": _exactly(roles=["software"]),
    "/api/v1/papers/<uuid:uid>/authors/": _exactly(roles=["software"]),
    "/projects/<slug:slug>/papers/<uuid:uid>/supports/": lambda world: {"on": f"version:{_version_of(world)}"},
    "/api/v1/papers/<uuid:uid>/rests-on/": lambda world: {"version": _version_of(world)},
    "/projects/<slug:slug>/papers/<uuid:uid>/manuscripts/": _manuscript,
    "/api/v1/papers/<uuid:uid>/manuscripts/": _manuscript,
    "/projects/<slug:slug>/papers/<uuid:uid>/answer/": _exactly(agree=""),
    "/api/v1/papers/<uuid:uid>/answer/": _exactly(answer="agrees"),
    "/api/v1/papers/": lambda world: {"project": world["project"]},
    "/projects/<slug:slug>/inventions/new/": _disclosure_on_page,
    "/api/v1/inventions/": _disclosure,
    "/projects/<slug:slug>/inventions/<uuid:uid>/move/": _exactly(to="in_review"),
    "/api/v1/inventions/<uuid:uid>/move/": _exactly(to="in_review"),
    "/projects/<slug:slug>/inventions/<uuid:uid>/deadlines/": _exactly(what="Pay the fee"),
    "/api/v1/inventions/<uuid:uid>/deadlines/": _exactly(what="Pay the fee"),
    "/projects/<slug:slug>/inventions/<uuid:uid>/licences/": _exactly(covers="Grinding machines"),
    "/api/v1/inventions/<uuid:uid>/licences/": lambda world: {
        "organization": world["taker"],
        "covers": "Grinding machines",
    },
    "/projects/<slug:slug>/standards/new/": _exactly(kind="data_format", about="Notes."),
    "/projects/<slug:slug>/standards/<uuid:uid>/draft/": _exactly(number="1.2.0", body=json.dumps(FORMAT)),
    "/projects/<slug:slug>/standards/<uuid:uid>/agree/": _draft,
    "/projects/<slug:slug>/standards/<uuid:uid>/deprecate/": _exactly(version="1.0.0"),
    "/projects/<slug:slug>/standards/<uuid:uid>/check/": lambda world: {
        "version": "1.0.0",
        "subject": _version_of(world, "dataset"),
    },
    "/api/v1/standards/": lambda world: {
        "project": world["project"],
        "kind": "data_format",
        "about": "Notes.",
    },
    "/api/v1/standards/<uuid:uid>/draft/": _exactly(number="1.2.0", body=FORMAT),
    "/api/v1/standards/<uuid:uid>/agree/": _draft,
    "/api/v1/standards/<uuid:uid>/deprecate/": _exactly(number="1.0.0"),
    "/api/v1/standards/<uuid:uid>/check/": lambda world: {
        "number": "1.0.0",
        "subject": _version_of(world, "dataset"),
    },
    "/projects/<slug:slug>/confirm/": _as_it_stands,
    "/projects/<slug:slug>/purpose/": _exactly(codes=["DUO:0000042", "DUO:0000043"], region=""),
    "/api/v1/projects/<str:slug>/purpose/": _exactly(codes=["DUO:0000042", "DUO:0000043"]),
    "/projects/<slug:slug>/team/": _teammate,
    "/api/v1/projects/<str:slug>/team/": _teammate,
    "/projects/<slug:slug>/team/<uuid:uid>/": _exactly(role="reads"),
    "/api/v1/projects/<str:slug>/team/<uuid:person>/": _exactly(role="reads"),
    "/api/v1/projects/<str:slug>/confirm/": _as_it_stands,
    "/projects/<slug:slug>/requirements/": _exactly(requirements=["partner"]),
    "/api/v1/projects/<str:slug>/requirements/": _exactly(requirements=["partner"]),
    "/projects/<slug:slug>/objectives/": _exactly(**OBJECTIVE, measure="text-classification:macro_f1"),
    "/projects/<slug:slug>/objectives/<uuid:uid>/": _exactly(**OBJECTIVE, measure="text-classification:macro_f1"),
    "/projects/<slug:slug>/objectives/<uuid:uid>/agree/": _exactly(revision=1),
    "/projects/<slug:slug>/meetings/new/": _exactly(**STARTS, title="Call", timezone="Europe/Berlin"),
    "/projects/<slug:slug>/meetings/<uuid:uid>/move/": _exactly(**STARTS),
    "/projects/<slug:slug>/meetings/<uuid:uid>/answer/": _exactly(answer="yes"),
    "/projects/<slug:slug>/meetings/<uuid:uid>/minutes/": _exactly(after=1),
    "/projects/<slug:slug>/meetings/<uuid:uid>/actions/": _of_the_team,
    "/api/v1/projects/<str:slug>/meetings/": _exactly(**LOCAL, timezone="Europe/Berlin"),
    "/api/v1/projects/<str:slug>/meetings/<uuid:uid>/": _exactly(**LOCAL),
    "/api/v1/projects/<str:slug>/meetings/<uuid:uid>/answer/": _exactly(answer="yes"),
    "/api/v1/projects/<str:slug>/meetings/<uuid:uid>/presence/": _exactly(people=[]),
    "/api/v1/projects/<str:slug>/meetings/<uuid:uid>/minutes/": _exactly(after=1),
    "/api/v1/projects/<str:slug>/meetings/<uuid:uid>/actions/": _of_the_team,
    "/api/v1/projects/<str:slug>/objectives/": _exactly(**OBJECTIVE, task="text-classification", metric="macro_f1"),
    "/api/v1/projects/<str:slug>/objectives/<uuid:uid>/": _exactly(
        **OBJECTIVE, task="text-classification", metric="macro_f1"
    ),
    "/api/v1/projects/<str:slug>/objectives/<uuid:uid>/agree/": _exactly(revision=1),
    "/projects/<slug:slug>/tasks/<uuid:uid>/": _exactly(state="doing"),
    "/projects/<slug:slug>/tasks/<uuid:uid>/move/": _exactly(state="doing"),
    "/projects/<slug:slug>/risks/": _exactly(kind="risk", words="Too few notes."),
    "/projects/<slug:slug>/risks/<uuid:uid>/settle/": _exactly(resolution="More notes are on their way."),
    "/projects/<slug:slug>/decisions/": _exactly(words="We stop at 90 %.", decided_on="2026-01-05"),
    "/api/v1/projects/<str:slug>/risks/": _exactly(kind="risk", words="Too few notes."),
    "/api/v1/projects/<str:slug>/risks/<uuid:uid>/settle/": _exactly(resolution="More notes are on their way."),
    "/api/v1/projects/<str:slug>/decisions/": _exactly(words="We stop at 90 %.", decided_on="2026-01-05"),
    "/api/v1/agreements/<str:slug>/review/": _exactly(verdict="request_changes"),
    "/projects/new/": _partners,
    "/api/v1/projects/": _partners,
    "/datasets/new/": _file,
    "/models/new/": _file,
    "/api/v1/models/": _file,
    "/api/v1/datasets/": _file,
    "/datasets/<slug:slug>/versions/new/": _next_file,
    "/models/<slug:slug>/predict/file/": _rows,
    "/api/v1/batches/": _rows,
    "/api/v1/fusions/": lambda world: {"sources": [{"dataset": world["dataset"]}]},
    "/datasets/<slug:slug>/withdraw/": _exactly(column="note", keys="machine 1 grinds"),
    "/api/v1/datasets/<str:slug>/withdrawals/": _exactly(column="note", keys=["machine 1 grinds"]),
    "/datasets/<slug:slug>/<int:number>/privacy/findings/<uuid:uid>/": _exactly(answer="not_personal"),
    "/datasets/<slug:slug>/<int:number>/statistics/": _exactly(column="note", statistic="count", epsilon="0.1"),
    "/api/v1/datasets/<str:slug>/versions/<int:number>/statistics/": _exactly(
        column="note", statistic="count", epsilon=0.1
    ),
    "/datasets/<slug:slug>/privacy-limit/": _exactly(epsilon="2", delta="0.00001"),
    "/datasets/<slug:slug>/<int:number>/privacy/recipes/new/": _exactly(deed_0="mask", changes="Masked."),
    "/api/v1/datasets/<str:slug>/versions/<int:number>/recipes/": _exactly(
        recipe={"steps": [{"column": "note", "deed": "mask"}]}, changes="Masked."
    ),
    "/api/v1/datasets/<str:slug>/versions/<int:number>/findings/<uuid:uid>/answer/": _exactly(answer="not_personal"),
    "/datasets/drafts/<uuid:uid>/": _exactly(
        shape="table",
        encoding="utf-8",
        delimiter=",",
        kind_0="text",
        role_0="text",
        split_validation="10",
        split_test="20",
        split_seed="0",
        split_alike="told",
    ),
    "/api/v1/datasets/<str:slug>/versions/": _next_file,
    "/organizations/<slug:slug>/edit/": _exactly(form="page"),
    "/organizations/<slug:slug>/edit/logo/": _picture,
    "/api/v1/organizations/<slug:slug>/logo/": _picture,
    "/api/v1/working-copies/": lambda world: {
        "template": "bilateral",
        "parties": [world["company"], world["taker"]],
        "written": {"title": ["Begun"]},
    },
    "/api/v1/working-copies/<uuid:uid>/": _exactly(written={"title": ["Begun anew"]}),
    "/organizations/<slug:slug>/edit/domains/": _exactly(name="another.example"),
    "/organizations/<slug:slug>/edit/domains/drop/": lambda world: {"name": world["domain"]},
    "/admin/organizations/organization/<slug:slug>/prove/": lambda world: {
        "domain": world["domain"],
        "name": world["domain"],
    },
    "/organizations/<slug:slug>/join/<uuid:uid>/": lambda _world: {"let-in-roles": ["researcher"]},
    "/organizations/<slug:slug>/keys/register/": _key,
    "/api/v1/organizations/<str:slug>/keys/": _key,
    "/api/v1/organizations/<slug:slug>/domains/": _exactly(name="another.example"),
    "/organizations/<slug:slug>/sign-on/": _exactly(issuer="https://id.example", client_id="entente", secret="s"),
    "/organizations/<slug:slug>/computing/": _exactly(of="organization", running="3"),
    "/api/v1/organizations/<slug:slug>/computing/": _exactly(of="organization", running=3),
    "/api/v1/organizations/<slug:slug>/sign-on/": _exactly(
        issuer="https://id.example", client_id="entente", secret="s"
    ),
    "/account/profile/": _exactly(language="en"),
    "/models/<slug:slug>/predictions/<uuid:uid>/": _exactly(found="right"),
    "/api/v1/predictions/<uuid:uid>/feedback/": _exactly(right=True),
    "/models/<slug:slug>/corrections/": lambda world: {"prediction": [world["prediction"]], "accept": "1"},
    "/models/<slug:slug>/retraining/": _exactly(rows="200"),
    "/projects/<slug:slug>/parties/": lambda world: {"organization": world["joining"]},
    "/api/v1/projects/<str:slug>/parties/": lambda world: {"organization": world["joining"]},
    "/projects/invitations/<uuid:uid>/": _exactly(accept="1"),
    "/api/v1/project-invitations/<uuid:uid>/answer/": _exactly(accept=True),
    "/notices/read/": _exactly(kind=""),
    "/notices/<uuid:uid>/read/": _exactly(kind="standing"),
    "/hub/<slug:project>/api/models/<slug:owner>/<slug:name>/paths-info/<str:revision>": _exactly(paths=["README.md"]),
    "/hub/<slug:project>/api/datasets/<slug:owner>/<slug:name>/paths-info/<str:revision>": _exactly(
        paths=["README.md"]
    ),
    "/notices/mail/": _exactly(standing="daily"),
    "/api/v1/notices/mail/": _exactly(choices={"standing": "daily"}),
}
# Addresses of the API that take files, and so multipart only.
TAKES_FILES = {
    "/api/v1/datasets/",
    "/api/v1/models/",
    "/api/v1/datasets/<str:slug>/versions/",
    "/api/v1/batches/",
    "/api/v1/ethics-approvals/",
    "/api/v1/papers/<uuid:uid>/manuscripts/",
    "/api/v1/organizations/<slug:slug>/logo/",
}


# What is said in headers, beside a body of bytes.
HEADERS: dict[tuple[str, str], dict[str, str | bytes]] = {
    ("POST", "/api/v1/uploads/"): {"HTTP_UPLOAD_LENGTH": "5"},
    ("PATCH", "/api/v1/uploads/<uuid:uid>/"): {
        "HTTP_UPLOAD_OFFSET": "0",
        "data": b"note\n",
        "content_type": "application/offset+octet-stream",
    },
}


def path_of(address: str, world: World) -> str:
    """The address with the world's things in it, and with what it asks after the question mark."""
    return filled(address, world) + QUERIES.get(address, "").format(**world)


def sent(method: str, address: str, world: World) -> dict[str, str | bytes]:
    """The fields, in the form that the address reads."""
    if (method, address) in HEADERS:
        return HEADERS[method, address]
    if method in ("GET", "DELETE"):
        return {}
    patched = {"name" if "/projects/" in address else "description": "Another"}
    fields = patched if method == "PATCH" else COMMON | OF_ADDRESS.get(address, _exactly())(world)
    if address.startswith("/api/") and address not in TAKES_FILES:
        return {"data": json.dumps(fields), "content_type": "application/json"}
    if any(isinstance(value, SimpleUploadedFile) for value in fields.values()):
        return {"data": encode_multipart(BOUNDARY, fields), "content_type": MULTIPART_CONTENT}
    return {"data": urlencode(fields, doseq=True), "content_type": "application/x-www-form-urlencoded"}

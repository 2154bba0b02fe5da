"""What no authorization matrix may say: a table that was written anew with a leak in it fails here."""

import pytest
from tests import grid
from tests.asking import ELSEWHERE, FAULT, NOTHING_THERE, READ, REFUSED, SIGN_IN, WRITTEN
from tests.crowd import ROLES

from organizations.models import Role

GRID = grid.read()
# How much an answer gives; to be refused is to learn that there is something.
GIVES = {SIGN_IN: 0, NOTHING_THERE: 0, REFUSED: 1, FAULT: 1, ELSEWHERE: 2, READ: 2, WRITTEN: 3}
LET_IN = {READ, ELSEWHERE, FAULT, WRITTEN}
# Whoever asks there changes what is theirs, and reads nobody else's.
OWN_AFFAIRS = (
    "/account/",
    "/acting-for/",
    "/language/",
    "/colours/",
    "/admin/logout/",
    "/notices/",
    "/api/v1/notices/",
    "/organizations/new/",
    "/organizations/<slug:slug>/leave/",
    "/api/v1/organizations/<slug:slug>/leave/",
)
FOUNDING = "/api/v1/organizations/"
OPEN_TO_ALL = {"/styleguide/", "/open/", "/api/docs/", "/api/v1/schema/", "/api/v1/terms/schema/"}
# Verified organizations and the keys they sign with are there for everybody to compare.
KNOWN_TO_ALL = {
    "/organizations/<slug:slug>/",
    "/organizations/<slug:slug>/keys/",
    "/api/v1/organizations/<str:slug>/",
    "/api/v1/organizations/<str:slug>/keys/",
}
DRAFTS = {"/agreements/new/terms/", "/api/v1/agreements/", "/api/v1/working-copies/"}
# No logo is there to be read before one is put there.
MADE_BY_WRITING = {"/api/v1/organizations/<slug:slug>/logo/"}
# Where the operator is no party, and so nobody.
OF_THE_PARTIES = ("datasets/", "models/", "projects/", "jobs/", "access-requests/", "comments/")
UNDER_REVIEW = "a compliance review is under way"
SAID_ALREADY = "it is said already, and waits for a reviewer"
OTHER_STATE = "test_life_table.py walks every state with every role; here the agreement is in force"
NOTHING_DUE = "nothing is to be deleted before the agreement ends"
TO_ANOTHER = "the invitation is addressed to somebody else"
NOT_RUN_YET = "the job waits in line"
NOT_TRAINED_HERE = "no job here trained the model; serving/test_batches.py asks one that did"
NOTHING_OPEN = "nothing is open to all; test_open.py opens it"
ONE_DATASET = "there is one dataset, and it takes two to combine"
BEING_READ = "the manuscript is with its readers; knowledge/test_papers.py lets them agree"
ASSESSED = "the model is of no project; test_stages.py assesses one that is"
NO_SIGN_ON = "the server of that organization is not there to be asked"
# What nobody can do in the world that is walked, by the end of its address.
UNDONE_HERE = {
    "certificate.json": "the duty is not fulfilled",
    "duties/<uuid:uid>/": NOTHING_DUE,
    "/fulfil/": NOTHING_DUE,
    "evidence/": "the duty is not fulfilled",
    "logo.png": "no logo was drawn",
    "/logo/": "no logo was drawn",
    "invitations/<uuid:uid>/": TO_ANOTHER,
    "invitations/<uuid:uid>/accept/": TO_ANOTHER,
    "project-invitations/<uuid:uid>/answer/": TO_ANOTHER,
    "invitations/<str:secret>/open/": TO_ANOTHER,
    "report/": NOT_RUN_YET,
    "jobs/compare/": NOT_RUN_YET,
    "report/spec.json": NOT_RUN_YET,
    "report/comments/": NOT_RUN_YET,
    "report/review/": NOT_RUN_YET,
    "report/report.json": NOT_RUN_YET,
    "report/report.csv": NOT_RUN_YET,
    "report/report.html": NOT_RUN_YET,
    "report/report.pdf": NOT_RUN_YET,
    "statistics/": "no terms here give a privacy budget; test_budgets.py asks under one that does",
    "/roll-back/": "nothing was in production; test_stages.py rolls back",
    "/assessment/": ASSESSED,
    "/assessment/risks/": ASSESSED,
    "/risks/settle/": ASSESSED,
    "/assessment/sign/": ASSESSED,
    "/stage/approve/": "the model is of no project; test_stages.py approves one that is",
    "/corrections/gather/": "nothing is accepted; serving/test_feedback.py has something",
    "/retraining/": "no job has made the model; serving/test_feedback.py has one that is",
    "/predict/": "no model server runs; serving/test_page.py has one",
    "/privacy/findings/": "only a place was found, which nobody has to answer; test_scans.py answers several",
    "/call-off/": "the meeting has minutes; test_meetings.py calls one off that has none",
    "/predict/file/": NOT_TRAINED_HERE,
    "/batches/": NOT_TRAINED_HERE,
    "/batches/<uuid:uid>/answers/": NOT_RUN_YET,
    "/batches/<uuid:uid>/answers.jsonl": NOT_RUN_YET,
    "to-sign.json": OTHER_STATE,
    "signature/": OTHER_STATE,
    "sign/": OTHER_STATE,
    "agree/": OTHER_STATE,
    "compose/": OTHER_STATE,
    "decline/": OTHER_STATE,
    "draft-again/": OTHER_STATE,
    "draft/": OTHER_STATE,
    "propose/": OTHER_STATE,
    "request-changes/": OTHER_STATE,
    "/review/": OTHER_STATE,
    "/take/": OTHER_STATE,
    "resume/": OTHER_STATE,
    "versions/": OTHER_STATE,
    "withdraw/": OTHER_STATE,
    "/sign-on/": NO_SIGN_ON,
    "/sign-on/end/": NO_SIGN_ON,
    "/retry/": "the job waits in line and has not failed",
    "/unfreeze/": "nothing is frozen",
    "/meet/": SAID_ALREADY,
    "/conditions/<int:number>/": SAID_ALREADY,
    "/compliance/": UNDER_REVIEW,
    "/compliance-reviews/": UNDER_REVIEW,
    "/ask-again/": "nobody sent the organization back",
    "/close/": "the finding is not mended yet",
    "/join/": "nobody who could ask to join is without an organization",
    "/join-requests/": "nobody who could ask to join is without an organization",
    "/paths-info/<str:revision>": "it reads only",
    "/terms/check/": "it keeps nothing",
    "/would-allow/": "it keeps nothing",
    "/open/datasets/<slug:slug>/": NOTHING_OPEN,
    "/open/datasets/<slug:slug>/croissant.json": NOTHING_OPEN,
    "/open/models/<slug:slug>/": NOTHING_OPEN,
    "papers/<uuid:uid>/submit/": BEING_READ,
    "papers/<uuid:uid>/publish/": BEING_READ,
    "papers/<uuid:uid>/give/": BEING_READ,
    "/licences/": "the invention is not filed",
    "datasets/combine/": ONE_DATASET,
    "/combine-again/": ONE_DATASET,
    "/fusions/": ONE_DATASET,
    "/metrics": "it asks for a token of its own, of whoever watches the site; test_metrics.py has it",
}
# What is kept in the session of whoever asks, and nowhere else.
IN_THE_SESSION = {"/acting-for/", "/language/", "/colours/"}


def is_own_affair(address: str) -> bool:
    return address.startswith(OWN_AFFAIRS) or address == FOUNDING


def names_a_thing(address: str) -> bool:
    return "<" in address and not address.startswith(("/account/", "/admin/"))


def lines(wrong):
    """The lines that are wrong, and for whom; none, if all is well."""
    found = {}
    for (method, address), row in GRID.items():
        if whom := [who for who, answer in row.items() if wrong(method, address, who, answer)]:
            found[f"{method} {address}"] = whom
    return found


def test_an_auditor_changes_nothing_but_what_is_their_own():
    def wrong(_method, address, who, answer):
        return who[1] == Role.AUDITOR and answer == WRITTEN and not is_own_affair(address)

    assert lines(wrong) == {}


def test_who_is_not_signed_in_finds_what_is_open_and_changes_nothing():
    def wrong(_method, address, who, answer):
        is_open = address in OPEN_TO_ALL or address.startswith(OWN_AFFAIRS)
        return who[0] == "anonymous" and (answer == WRITTEN or (answer in LET_IN and not is_open))

    assert lines(wrong) == {}


@pytest.mark.parametrize("outside", ["stranger", "unverified"])
def test_who_is_no_party_gets_nothing_of_what_others_have(outside):
    def wrong(_method, address, who, answer):
        return who[0] == outside and names_a_thing(address) and address not in KNOWN_TO_ALL and answer in LET_IN

    assert lines(wrong) == {}


def test_what_is_known_to_all_is_changed_by_its_own_organization_and_the_operator_alone():
    def wrong(_method, address, who, answer):
        return address in KNOWN_TO_ALL and who[0] not in ("own", "operator") and answer == WRITTEN

    assert lines(wrong) == {}


@pytest.mark.parametrize(("less", "more"), [("suspended", "partner"), ("unverified", "stranger")])
def test_nobody_gets_more_where_an_agreement_is_suspended_or_an_organization_unverified(less, more):
    def wrong(_method, address, who, answer):
        other = (more, who[1])
        own = address in OWN_VERIFICATION
        return who[0] == less and not own and GIVES[answer] > GIVES[GRID[_method, address][other]]

    assert lines(wrong) == {}


OWN_VERIFICATION = {"/api/v1/organizations/<str:slug>/verify/", "/api/v1/organizations/<str:slug>/reject/"}


def test_an_unverified_organization_changes_its_drafts_and_its_own_affairs_only():
    def wrong(_method, address, who, answer):
        return who[0] == "unverified" and answer == WRITTEN and address not in DRAFTS and not is_own_affair(address)

    assert lines(wrong) == {}


def test_the_operator_is_nobody_where_others_share():
    def wrong(_method, address, who, answer):
        begins = address.removeprefix("/api/v1").removeprefix("/").startswith(OF_THE_PARTIES)
        return who[0] == "operator" and begins and names_a_thing(address) and answer in LET_IN

    assert lines(wrong) == {}


def test_only_the_operator_passes_the_door_of_the_review_desk():
    def wrong(_method, address, who, answer):
        at_the_desk = address.startswith("/admin/") and not is_own_affair(address)
        return at_the_desk and who[0] != "operator" and answer in LET_IN

    assert lines(wrong) == {}


def test_what_cannot_be_read_cannot_be_changed():
    def wrong(method, address, who, answer):
        read = GRID.get(("GET", address), {}).get(who)
        unread = read is not None and GIVES[read] < GIVES[READ]
        return method != "GET" and answer == WRITTEN and unread and address not in MADE_BY_WRITING

    assert lines(wrong) == {}


def test_reading_changes_nothing():
    def wrong(method, _address, _who, answer):
        return method == "GET" and answer == WRITTEN

    assert lines(wrong) == {}


def test_each_line_lets_somebody_in_and_so_asks_who_it_is():
    alike = [
        f"{method} {address}"
        for (method, address), row in GRID.items()
        if not address.startswith(("/account/", "/admin/", "/api/v1/account/"))
        and address not in IN_THE_SESSION
        and WRITTEN not in row.values()
        and (method != "GET" or not {READ, ELSEWHERE} & set(row.values()))
        and not address.endswith(tuple(UNDONE_HERE))
    ]

    assert alike == []


def test_every_role_has_its_column():
    assert {role for _group, role in grid.COLUMNS} == {*ROLES, Role.STAFF, Role.REVIEWER, ""}

"""What the demonstration leaves open for its visitors: terms under discussion, one for the reviewer, a request."""

from django.utils.translation import gettext as _

from agreements.models import AccessRequest, Agreement
from agreements.operations import Operation
from agreements.services.access import ask_for_access
from agreements.services.negotiation import agree, counter_propose, draft_agreement, propose
from agreements.services.talking import comment_on
from agreements.services.versions import current_of
from catalog.models import Dataset
from collaborations.models import Project
from entente.demo.cast import RESEARCHER, STEWARD, UNIVERSITY_SIGNATORY
from entente.demo.people import actor
from entente.demo.shared import terms


def leave_open(dataset: Dataset, project: Project) -> None:
    """Each of them, unless an earlier run has."""
    for title, leave in (("Training next year", _discuss), ("A look at single rows", _send_to_review)):
        title = f"{title}: {dataset.asset.name}"
        if not Agreement.objects.filter(title=title).exists():
            leave(title, dataset, project)
    if not AccessRequest.objects.filter(asset=dataset.asset).exists():
        words = _("We would like to compare our own annotations with the fitters' words, off line.")
        ask_for_access(
            dataset.asset, Operation.DOWNLOAD, project=project.undertaking, words=words, by=actor(RESEARCHER)
        )


def _discuss(title: str, dataset: Dataset, project: Project) -> None:
    """The company proposes, the university comments and answers with terms of its own: the company's turn."""
    asked = _terms(dataset, project, ["train", "evaluate", "derive"], review_days=60)
    agreement = propose(draft_agreement(title=title, terms=asked, by=actor(STEWARD)), by=actor(STEWARD))
    by = actor(UNIVERSITY_SIGNATORY)
    comment_on(current_of(agreement), _("Sixty days would miss the conference. Would thirty do?"), by=by)
    counter = _terms(dataset, project, ["train", "evaluate", "derive"], review_days=30)
    counter_propose(agreement, terms=counter, by=by, reason=_("Thirty days to object instead of sixty."))


def _send_to_review(title: str, dataset: Dataset, project: Project) -> None:
    """Both agree on it; it waits for a reviewer."""
    asked = _terms(dataset, project, ["preview", "evaluate"], review_days=30)
    agreement = propose(draft_agreement(title=title, terms=asked, by=actor(STEWARD)), by=actor(STEWARD))
    agree(agreement, by=actor(UNIVERSITY_SIGNATORY))


def _terms(dataset: Dataset, project: Project, operations: list[str], *, review_days: int) -> object:
    """The demonstration's terms with other operations and days to object."""
    begun = terms(dataset.asset, project.undertaking)
    shares = [{**share, "operations": operations} for share in begun["shares"]]
    return {**begun, "shares": shares, "publication": {**begun["publication"], "review_days": review_days}}

"""What feedback tells on a project's page: part of the fifth stage."""

from functools import partial

from django.db.models import Count, Q
from django.utils.translation import ngettext

from agreements.policy import decide
from collaborations.models import Project
from collaborations.stages import Fact
from organizations.actor import Actor
from serving.models import Feedback

_answers = partial(Count, "prediction", distinct=True)  # each once, however many people judged it


def what_people_found(project: Project, by: Actor) -> Fact | None:
    """How many answers of the project's models were judged: of those that `by` may see counted; None where none was."""
    seen = Q(prediction__organization=by.organization)
    own = project.model_versions.filter(version__asset__owner=by.organization).select_related("version__asset").first()
    if own and decide(by, "see_feedback", own.version.asset).allowed:
        seen |= Q(prediction__model_version__version__asset__owner=by.organization)
    found = Feedback.objects.filter(seen, prediction__model_version__project=project)
    counts = found.aggregate(judged=_answers(), right=_answers(filter=Q(right=True)))
    if not counts["judged"]:
        return None
    words = ngettext(
        "%(judged)s answer was judged by people; found right: %(right)s.",
        "%(judged)s answers were judged by people; found right: %(right)s.",
        counts["judged"],
    )
    return Fact("done", words % counts)

"""What is known of a version without asking anybody; the apps above that know it register an answerer."""

from collections.abc import Callable
from typing import NamedTuple

from registry.models import Assessment, ModelVersion


class Evidence(NamedTuple):
    """A sentence on a question, and the answer where that alone gives it."""

    sentence: str
    answer: str = ""


_answerers: list[Callable[[ModelVersion], dict[str, Evidence]]] = []


def register(answerer: Callable[[ModelVersion], dict[str, Evidence]]) -> None:
    """Let an app above say what it knows, by the code of the question that it speaks to."""
    _answerers.append(answerer)


def evidence_of(version: ModelVersion) -> dict[str, Evidence]:
    """What is known, by the code of the question."""
    return {code: known for answerer in _answerers for code, known in answerer(version).items()}


def first_answers(version: ModelVersion, evidence: dict[str, Evidence]) -> dict[str, dict[str, str]]:
    """What a new assessment starts from: that of the version before, and what was measured of this one."""
    last = assessment_before(version)
    said = last.answers if last else {}
    measured = {
        code: {"answer": known.answer, "words": said.get(code, {}).get("words", "")}
        for code, known in evidence.items()
        if known.answer
    }
    return said | measured


def assessment_before(version: ModelVersion) -> Assessment | None:
    """The assessment of the last version before it that has one."""
    earlier = Assessment.objects.filter(
        version__version__asset=version.version.asset_id, version__version__number__lt=version.version.number
    )
    return earlier.order_by("-version__version__number").first()

"""How much of a result is chance: what several seeds said, in words."""

from typing import Any

from django.utils.translation import gettext as _

from reports.figures import judge_of
from reports.formats import number


def seeds_of(results: dict[str, Any]) -> str:
    """The spread over the seeds; of one, as of results from before they were counted, that it is not known."""
    told = results.get("seeds", {"count": 1})
    if told["count"] == 1:
        return _("Trained from one seed: how far another would be from this result is not known.")
    figure = judge_of({"metric": "accuracy", **results})
    return _(
        "Trained from %(seeds)s seeds on the same split: %(figure)s is %(mean)s on average, standard deviation "
        "%(deviation)s, from %(lowest)s to %(highest)s. "
        "The model kept is the best on the validation rows (seed %(kept)s)."
    ) % {
        "seeds": number(told["count"]),
        "figure": figure.title,
        "mean": figure.value(told["mean"]),
        "deviation": figure.size(told["deviation"]),
        "lowest": figure.value(told["lowest"]),
        "highest": figure.value(told["highest"]),
        "kept": told["kept"],
    }

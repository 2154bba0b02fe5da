"""How much of a result is chance: what several seeds said, in words."""

from typing import Any

from django.utils.translation import gettext as _

from reports.formats import number, percent


def seeds_of(results: dict[str, Any]) -> str:
    """The spread over the seeds; of one, as of results from before they were counted, that it is not known."""
    told = results.get("seeds", {"count": 1})
    if told["count"] == 1:
        return _("Trained from one seed: how far another would be from this result is not known.")
    return _(
        "Trained from %(seeds)s seeds on the same split: %(mean)s accuracy on average, standard deviation "
        "%(deviation)s points, from %(lowest)s to %(highest)s. "
        "The model kept is the best on the validation rows (seed %(kept)s)."
    ) % {
        "seeds": number(told["count"]),
        "mean": percent(told["mean"]),
        "deviation": number(told["deviation"] * 100, 1),
        "lowest": percent(told["lowest"]),
        "highest": percent(told["highest"]),
        "kept": told["kept"],
    }

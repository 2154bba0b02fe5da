"""Which version of a model a page of predictions is about."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.policy import visible
from organizations.requests import ActingRequest
from registry.models import Model, ModelVersion


def asked_for(request: ActingRequest, slug: str) -> tuple[Model, ModelVersion, list[ModelVersion]]:
    """The model at the address, its version that `?version=` names (without, the one in production), and all of them.

    Raises Http404.
    """
    model: Model = get_object_or_404(visible(request.actor, Model.objects.told(), "discover"), asset__slug=slug)
    versions, number = list(model.versions_to_ask()), request.GET.get("version", "")
    found = next((each for each in versions if number in ("", str(each.version.number))), None)
    if found is None:
        raise Http404
    return model, found, sorted(versions, key=lambda each: -each.version.number)

"""The protocol's addresses. Each is one question to the policy; what may not be known of is not there."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import AuthenticationFailed

import engine
from agreements.errors import NotAllowed
from serving.answerable import inputs_of, results_of
from serving.answering import Answer, Explained, model_server
from serving.asking import Asked, who
from serving.errors import NotAnswered, TooManyAsked
from serving.protocol.metadata import tensors_of
from serving.protocol.tensors import read_call, write_answer
from serving.rows import Rows

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]


def answering(view: View) -> View:
    """The view, with errors as the protocol's clients read them."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **address: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **address)
        except AuthenticationFailed as error:
            return _error(401, str(error.detail), {"WWW-Authenticate": 'Bearer realm="entente"'})
        except Http404:
            return _error(404, _("Nothing is here."))
        except NotAllowed as error:
            return _error(403, " ".join(error.decision.sentences(who(_authorization(request)))))
        except TooManyAsked as error:
            return _error(error.status, error.sentence, {"Retry-After": str(error.wait)})
        except NotAnswered as error:
            return _error(error.status, error.sentence)
        except RequestDataTooBig:
            return _error(413, _("This is too much for one call. Send fewer rows, or have a job do it."))
        except Exception:  # a client waits for an answer that it can read
            logger.exception("A call failed.")
            return _error(500, _("The model failed of this call. Others are not held up; its operator can see why."))

    return answered


@require_safe
def live(_request: HttpRequest, **_address: Any) -> HttpResponse:
    """Whether the server is there, and could answer."""
    return HttpResponse()


@require_safe
def server(_request: HttpRequest, **_address: Any) -> JsonResponse:
    """What the server is."""
    return JsonResponse({"name": "entente", "version": engine.__version__, "extensions": ["binary_tensor_data"]})


@require_safe
@answering
def model(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """What a model reads and says."""
    version = model_server().confirm(_asked(request, **address)).version
    results = results_of(version)
    return JsonResponse(
        {
            "name": version.version.asset.slug,
            "versions": [str(version.version.number)],
            "platform": "entente",
            **tensors_of(inputs_of(results), len(results["labels"])),
            "parameters": {"task": results["task"], "labels": results["labels"]},
        }
    )


@require_safe
@answering
def ready(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """Whether a model can be asked; it is loaded now, so that the first call does not wait."""
    server = model_server()
    server.live(server.confirm(_asked(request, **address)).version)
    return HttpResponse()


@require_POST
@answering
def infer(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """What a model says of rows."""
    return _answer(request, model_server().infer, **address)


@require_POST
@answering
def explain(request: HttpRequest, **address: Any) -> HttpResponseBase:
    """What the answer about one row rests on."""
    return _answer(request, model_server().explain, **address)


def not_found(_request: HttpRequest, exception: Exception) -> JsonResponse:  # noqa: ARG001  named by Django
    """What an address that leads nowhere answers (`handler404`)."""
    return _error(404, _("Nothing is here."))


def _answer(
    request: HttpRequest, ask: Callable[[Asked, Sequence[str], Rows], Answer | Explained], **address: Any
) -> HttpResponseBase:
    asked = _asked(request, **address)
    model_server().passes.get(asked)  # who may not ask does not hear what is wrong with the call
    call = read_call(request.body, request.headers.get("Inference-Header-Content-Length"))
    return JsonResponse(write_answer(ask(asked, call.inputs, call.rows), call))


def _asked(request: HttpRequest, project: str, model: str, number: int | None = None) -> Asked:
    return Asked(_authorization(request), project, model, number)


def _authorization(request: HttpRequest) -> str:
    return request.headers.get("Authorization", "")


def _error(status: int, sentence: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)

"""The policy's yes to asking a model, kept for as long as nothing that it rests on has changed.

To ask the policy about each of many small calls would take longer than the model does. So a yes is kept with the
policy's epoch, and with who asked as they were: before every batch both are looked at anew, and whatever has changed is
asked about again. A call after a suspension is refused, as if none had come before.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, require, sites_of, visible
from agreements.services.epoch import current_epoch
from organizations.actor import Actor
from registry.models import Model, ModelVersion
from serving.asking import Asked, who
from serving.errors import WrongPlace

NO_PROJECT = "-"
KEPT = 4096

Of = TypeVar("Of")
Given = TypeVar("Given")


@dataclass(frozen=True)
class Pass:
    """Somebody may ask this version of a model, in an epoch of the policy."""

    actor: Actor
    version: ModelVersion
    decision: Decision
    epoch: int
    project: Undertaking | None = None

    def holds(self, actor: Actor, epoch: int) -> bool:
        """Whether nothing has changed since."""
        until = self.decision.valid_until
        alike = actor == self.actor and actor.verified == self.actor.verified
        return alike and epoch == self.epoch and (until is None or until > timezone.now())


class Passes:
    """Those that were given, by what was asked; the least recently used go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Asked, Pass] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked) -> Pass:
        """The pass for `asked`, which may be out of date by now: `confirm` comes before anything is answered.

        Raises what `give` raises.
        """
        with self._lock:
            kept = self._kept.get(asked)
        return kept or self._keep(asked, give(asked))

    def confirm(self, asked: Iterable[Asked]) -> dict[Asked, Pass | Exception]:
        """For each its pass as of now, or what `give` raises."""
        epoch = current_epoch()
        actors: dict[str, Actor | Exception] = {}
        confirmed: dict[Asked, Pass | Exception] = {}
        for each in dict.fromkeys(asked):
            if each.authorization not in actors:
                actors[each.authorization] = _tried(who, each.authorization)
            confirmed[each] = self._confirm(each, actors[each.authorization], epoch)
        return confirmed

    def _confirm(self, asked: Asked, actor: Actor | Exception, epoch: int) -> Pass | Exception:
        with self._lock:
            kept = self._kept.get(asked)
        if isinstance(actor, Exception):
            return actor
        if kept and kept.holds(actor, epoch):
            return kept
        with self._lock:
            self._kept.pop(asked, None)
        given = _tried(give, asked)
        return given if isinstance(given, Exception) else self._keep(asked, given)

    def _keep(self, asked: Asked, given: Pass) -> Pass:
        with self._lock:
            self._kept[asked] = given
            self._kept.move_to_end(asked)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return given


def give(asked: Asked) -> Pass:
    """The policy's yes to what is asked.

    Raises:
        AuthenticationFailed: nobody stands behind the header.
        Http404: the actor may know of no such project, model or version.
        NotAllowed: the policy refuses; the refusal is in the audit.
        WrongPlace: the terms name other sites than this.
    """
    epoch = current_epoch()  # before the question: a change in between is asked about once more
    actor = who(asked.authorization)
    project = _project(asked.project, actor)
    model = get_object_or_404(visible(actor, Model.objects.told(), "discover"), asset__slug=asked.model)
    version = _version(model, asked.number, actor, project)
    decision = require(actor, Operation.INFER, version.version, project=project)
    sites = sites_of(decision)
    if sites is not None and settings.WORK_SITE not in sites:
        where = {"sites": ", ".join(sites) or _("none"), "here": settings.WORK_SITE or _("without a name")}
        raise WrongPlace(_("By its terms this model computes only at: %(sites)s. This server is %(here)s.") % where)
    return Pass(actor, version, decision, epoch, project)


def _project(slug: str, actor: Actor) -> Undertaking | None:
    if slug == NO_PROJECT:
        return None
    return get_object_or_404(visible(actor, Undertaking.objects.all(), "discover"), slug=slug)


def _version(model: Model, number: int | None, actor: Actor, project: Undertaking | None) -> ModelVersion:
    versions = model.versions_to_ask()
    if number is not None:
        version: ModelVersion = get_object_or_404(versions, version__number=number)
        return version
    of_model = AssetVersion.objects.filter(asset=model.asset)
    may = visible(actor, of_model, Operation.INFER, project=project)
    found = versions.filter(version__in=may).first() or versions.first()
    if found is None:
        raise Http404
    return found


def _tried(ask: Callable[[Of], Given], of: Of) -> Given | Exception:
    try:
        return ask(of)
    except Exception as error:  # noqa: BLE001  it is the answer of one of many who ask together
        return error

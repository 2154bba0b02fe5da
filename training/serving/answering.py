"""A model that may be asked answers: laid out from the vault, loaded, computed together with what others ask."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from engine.arithmetic import use_threads
from engine.faults import JobFault
from engine.predicting.live import Live, RowFault, load_live
from engine.predicting.reasons import Reasons
from organizations.models import Organization
from registry.models import ModelVersion
from registry.services import materialise, size_of
from reports.weights import LEAST
from serving.answerable import results_of
from serving.asking import Asked
from serving.errors import BadInput, Damaged, NoRoom, NotAnswered, TooManyAsked
from serving.feedback.keeping import Sent, keep_answers
from serving.feedback.tending import Tending
from serving.limits import Rate, take_of_day
from serving.passes import Pass, Passes
from serving.rows import Rows, fault_of, read_rows
from serving.server.batching import Batcher, Call
from serving.server.shelf import Shelf, TooLarge
from vault.errors import BlobDamaged

GIB = 2**30
REASONS_SECONDS = 20.0  # that an explanation may take: nobody else is answered meanwhile
EFFORT_OF_REASONS = 25  # plain answers: eight steps forward and back, and a forward with nothing else to share it


@dataclass(frozen=True)
class Answer:
    """How likely each class is of each row (rows, classes), and the ids under which the answers are kept."""

    given: Pass
    names: list[str]
    shares: np.ndarray
    ids: list[str]


@dataclass(frozen=True)
class Explained:
    """What the answer about one row rests on."""

    given: Pass
    names: list[str]
    reasons: Reasons
    ids: list[str]


class ModelServer:
    """Models in memory, for everybody who may ask them."""

    def __init__(self) -> None:
        self.passes = Passes()
        self.shelf = Shelf(int(settings.MODEL_SERVER_MEMORY_GIB * GIB))
        self._rate = Rate()
        self._tending = Tending()
        self._batcher = Batcher(self._admit, _tell)
        use_threads(settings.MODEL_SERVER_THREADS)

    def infer(self, asked: Asked, inputs: Sequence[str], rows: Rows) -> Answer:
        """What the model says of `rows`, whose cells come in the order of the `inputs` that were sent.

        Raises what `serving.passes.give` raises, BadInput, TooManyAsked, Damaged, NoRoom.
        """
        given, live, read = self._read(asked, inputs, rows)
        call = Call(live.shares, read, asked, sent=Sent(inputs, rows, live.names))
        shares = np.asarray(self._batcher.ask(call))
        self._tending.tend(given.version)
        return Answer(given, live.names, shares, call.told)

    def explain(self, asked: Asked, inputs: Sequence[str], rows: Rows) -> Explained:
        """What the answer about the only one of `rows` rests on. Raises as `infer` does."""
        given, live, read = self._read(asked, inputs, rows)
        if len(read) > 1:
            raise BadInput(_("One row is explained at a time; this call has %(rows)s.") % {"rows": len(read)})
        sent = Sent(inputs, rows, live.names)
        call = Call(partial(_explain, live), read, asked, sent=sent, effort=EFFORT_OF_REASONS)
        (reasons,) = self._batcher.ask(call)
        return Explained(given, live.names, reasons, call.told)

    def _read(self, asked: Asked, inputs: Sequence[str], rows: Rows) -> tuple[Pass, Live, list[Any]]:
        given = self.passes.get(asked)
        try:
            live = self.live(given.version)
            return given, live, read_rows(live, inputs, rows)
        except NotAnswered:
            self.confirm(asked)  # who may not ask does not hear what is wrong either
            raise

    def confirm(self, asked: Asked) -> Pass:
        """The pass as of now. Raises what `serving.passes.give` raises."""
        confirmed = self.passes.confirm([asked])[asked]
        if isinstance(confirmed, Exception):
            raise confirmed
        return confirmed

    def live(self, version: ModelVersion) -> Live:
        """The version in memory. Raises BadInput for one that nobody can ask, Damaged, NoRoom."""
        results = results_of(version)
        try:
            return self.shelf.get(version.version.digest, lambda: size_of(version), lambda: _load(version, results))
        except TooLarge as error:
            raise NoRoom(
                _("%(model)s is larger than what this server has room for. Its operator can give it more memory.")
                % {"model": version}
            ) from error

    def _admit(self, calls: Sequence[Call]) -> None:
        """Sets the fault of those who may not ask, or not so much; the others' `asked` is their pass from then on."""
        confirmed = self.passes.confirm(call.asked for call in calls)
        by_organization: dict[Organization, list[Call]] = defaultdict(list)
        for call in calls:
            given = confirmed[call.asked]
            if isinstance(given, Exception):
                call.fault = given
                continue
            call.asked = given
            assert given.actor.organization is not None  # the policy's yes says so
            by_organization[given.actor.organization].append(call)
        for organization, its in by_organization.items():
            self._limit(organization, its)

    def _limit(self, organization: Organization, calls: list[Call]) -> None:
        """Counts all of them together; where that is too much, one after the other, as far as it goes."""
        rows = sum(len(call.rows) * call.effort for call in calls)
        try:
            self._rate.take(organization, rows)
            take_of_day(organization, rows)
        except TooManyAsked as error:
            if len(calls) == 1:
                calls[0].fault = error
                return
            for call in calls:
                self._limit(organization, [call])


@cache
def model_server() -> ModelServer:
    """The one of this process."""
    return ModelServer()


def _load(version: ModelVersion, results: dict[str, Any]) -> Live:
    """Verified as a whole: neither a file whose bytes were changed nor one that was exchanged for another is loaded."""
    if not version.is_of_its_files:
        raise Damaged(_damaged(version))
    with tempfile.TemporaryDirectory(prefix="entente-serving-") as folder:
        try:
            return load_live(materialise(version, Path(folder) / "model"), results)
        except BlobDamaged as error:
            raise Damaged(_damaged(version)) from error
        except JobFault as error:
            raise BadInput(_("%(model)s cannot be loaded: its files are not sound.") % {"model": version}) from error


def _explain(live: Live, rows: Sequence[Any]) -> list[Reasons]:
    """Marks are those of reports."""
    try:
        return [live.reasons(row, least=LEAST, seconds=REASONS_SECONDS) for row in rows]
    except RowFault as fault:
        raise fault_of(fault.code, 1) from fault


def _damaged(version: ModelVersion) -> str:
    sentence = _(
        "%(model)s is not loaded: its files are not those that its manifest names. Ask the operator of this site, who "
        "finds out by verify_models what was changed."
    )
    return sentence % {"model": version}


@transaction.atomic
def _tell(calls: Sequence[Call]) -> None:
    """One event for all that somebody asked of a model in this batch, and a row for each answer."""
    keep_answers(calls)
    rows: Counter[int] = Counter()
    givens: dict[int, Pass] = {}
    for call in calls:
        rows[id(call.asked)] += len(call.rows)
        givens[id(call.asked)] = call.asked
    for key, given in givens.items():
        version = given.version.version
        record(
            given.actor, "model.asked", version.asset, decision=given.decision, version=version.number, rows=rows[key]
        )

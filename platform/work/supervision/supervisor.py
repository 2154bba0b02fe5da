"""The supervisor: one thread in the worker's main process that spawns the children and watches over their work."""

import logging
import os
import queue
import socket
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from threading import Event, Lock, Thread
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models.functions import Now

from agreements.services.epoch import current_epoch
from vault.copies import forget_deleted
from work import kinds
from work.errors import LeaseLost
from work.kinds import Kind
from work.models import Item, State, Worker
from work.reasons import why_unfit as in_words
from work.release import release
from work.services.claims import bring_back_lost
from work.services.holding import is_over
from work.services.picking import Place
from work.services.placing import keep_places
from work.services.queueing import refuse_held, take_up_again
from work.services.seats import has_lost_one, in_gangs, is_kept
from work.services.withdrawals import handle_withdrawals
from work.supervision import folders
from work.supervision.attempt import Attempt
from work.supervision.child import Child
from work.supervision.database import forgiving
from work.supervision.duties import Duty
from work.supervision.fitness import owner, why_unfit
from work.supervision.following import Stop
from work.supervision.machine import Gpu, devices, gpu_of, memory_gib, memory_of_places
from work.supervision.member import Member
from work.supervision.slot import Slot

TICK_SECONDS = 0.2
EPOCH_SECONDS = 0.4
SWEEP_SECONDS = 3600.0
FORGET_AFTER = timedelta(days=1)

logger = logging.getLogger(__name__)


class Supervisor(Thread):
    """It alone spawns, since a child's parent-death signal follows the thread that spawned it; so it leaves last."""

    def __init__(self, node: str) -> None:
        super().__init__(name="supervisor", daemon=True)
        self.worker_name = f"{node.removeprefix('celery@')}:{os.getpid()}"
        self._asked: queue.SimpleQueue[tuple[Kind, str, Mapping[str, str], Future[Child]]] = queue.SimpleQueue()
        self._leaving = Event()
        self._told_ready = -1
        gpus = devices()
        places = max(settings.WORK_SLOTS, len(gpus))
        self.place = Place(site=settings.WORK_SITE, memory_gib=memory_gib(gpus), all_gib=memory_of_places(places, gpus))
        self.claiming = Lock()  # by one slot at a time: each counts what is free besides
        self._unfit: dict[str, Any] | None = None  # not known yet
        self._epoch = -1
        self._slots = [
            Slot(self, kind, number, gpu_of(number, gpus) if kind.gpus else None)
            for kind in map(kinds.kind_of, kinds.known())
            for number in range(kind.places(len(gpus)))
        ]

    @property
    def may_take_work(self) -> bool:
        """Not before it is known that its release and its clock fit the site's."""
        return self._unfit == {}

    def spawn(self, kind: Kind, gpus: Iterable[Gpu], gang: Mapping[str, str] = MappingProxyType({})) -> Child:
        """A new child that sees these `gpus` alone, spawned by the supervisor's own thread; called by the slots.

        `gang` is what it is told of the other processes of a gang over several workers.
        """
        answer: Future[Child] = Future()
        seen = ",".join(dict.fromkeys(gpu.uuid for gpu in gpus))
        self._asked.put((kind, seen, gang, answer))
        return answer.result()

    def free_beside(self, slot: Slot) -> list[Slot]:
        """Places for the same kind of work that hold none now; asked while `claiming`."""
        return [other for other in self._slots if other is not slot and other.kind is slot.kind and other.is_free]

    def leave(self, seconds: float) -> None:
        """Give all work back with its checkpoint, and wait up to `seconds` for that."""
        self._leaving.set()
        self.join(seconds)

    def run(self) -> None:
        """Until it is told to leave and the last slot is empty."""
        duties = [
            Duty(settings.WORK_HEARTBEAT_SECONDS, self._beat),
            Duty(settings.WORK_POLL_SECONDS, self._watch),
            Duty(settings.WORK_POLICY_SECONDS, self._ask_policy),
            Duty(EPOCH_SECONDS, self._follow_epoch),
            Duty(SWEEP_SECONDS, folders.sweep),
            Duty(SWEEP_SECONDS, forget_deleted),
        ]
        for slot in self._slots:
            slot.start()
        while any(slot.is_alive() for slot in self._slots):
            self._answer_slots()
            for duty in duties:
                duty.do_when_due()
            if self._leaving.is_set():
                self._empty_slots()
        with forgiving():
            Worker.objects.filter(name=self.worker_name).delete()
        connections.close_all()

    def _answer_slots(self) -> None:
        try:
            kind, gpus, gang, answer = self._asked.get(timeout=TICK_SECONDS)
        except queue.Empty:
            return
        try:
            answer.set_result(Child(kind.command, threads=settings.WORK_THREADS, gpus=gpus, gang=gang))
        except OSError as error:  # no memory, no process left: the slot tries again later
            answer.set_exception(error)

    def _empty_slots(self) -> None:
        for slot in self._slots:
            slot.leave()
        for attempt in self._attempts():
            attempt.stop(Stop("worker_left"))

    def _attempts(self) -> list[Attempt | Member]:
        return [attempt for slot in self._slots if (attempt := slot.attempt)]

    def _beat(self) -> None:
        """Say that this worker lives, and hold on to what it works on."""
        for attempt in self._attempts():
            try:
                attempt.renew()
            except LeaseLost:
                attempt.stop(Stop("lease_lost"))
        self._look_at_itself()
        self._introduce()
        if settings.WORK_GANG_ADDRESS:
            self.place = in_gangs(self.place)
        Worker.objects.filter(seen_at__lt=Now() - FORGET_AFTER).delete()

    def _look_at_itself(self) -> None:
        unfit = why_unfit()
        if not unfit:
            self.place = replace(self.place, organization=owner())
        if unfit and unfit != self._unfit:
            logger.error("This worker takes no work. %s", in_words(unfit))
        before, self._unfit = self._unfit, unfit
        if before != unfit:
            for slot in self._slots:  # whoever was told of work while it might take none looks again
                slot.look_again()

    def _introduce(self) -> None:
        ready = self._ready() if self.may_take_work else 0
        said = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "slots": sum(slot.takes_gpu for slot in self._slots),
            "together": len(self.place.all_gib),
            "address": settings.WORK_GANG_ADDRESS,
            "ready": ready,
            "site": self.place.site,
            "organization_id": self.place.organization,
            "memory_gib": self.place.memory_gib,
            "release": release(),
            "devices": devices(),
            "unfit": self._unfit or {},
        }
        Worker.objects.update_or_create(name=self.worker_name, defaults=said | {"seen_at": Now()})
        self._told_ready = ready

    def _ready(self) -> int:
        """Places for work on GPUs whose warm child waits; those of other kinds are not what people count."""
        return sum(slot.is_waiting for slot in self._slots if slot.takes_gpu)

    def _watch(self) -> None:
        """Tell when a child has become warm; see which work someone wants cancelled or paused, or has taken over."""
        if self.may_take_work and self._told_ready != self._ready():
            self._introduce()
        self._watch_gangs()
        attempts = {at.lease.item_id: at for at in self._attempts() if isinstance(at, Attempt)}
        if not attempts:
            return
        asked = ("cancel_requested_at", "pause_requested_at")
        now = Item.objects.filter(pk__in=attempts).values_list("pk", "state", "fencing_token", *asked)
        for pk, state, token, cancel_requested_at, pause_requested_at in now:
            if state == State.RUNNING and token != attempts[pk].lease.token:
                attempts[pk].stop(Stop("lease_lost"))
            elif cancel_requested_at:
                attempts[pk].stop(Stop("cancelled"))
            elif pause_requested_at:
                attempts[pk].stop(Stop("paused"))

    def _watch_gangs(self) -> None:
        """See which gangs over several workers have lost a process, and which are over."""
        for attempt in self._attempts():
            if isinstance(attempt, Member) and not is_kept(attempt.seat):
                attempt.stop(Stop("lease_lost"))
            elif isinstance(attempt, Attempt) and attempt.seat and has_lost_one(attempt.lease):
                attempt.stop(Stop("gang_lost"))

    def _follow_epoch(self) -> None:
        """Ask at once when what is allowed has changed, instead of at the next regular time."""
        epoch = current_epoch()
        if epoch != self._epoch:
            self._ask_policy()
            handle_withdrawals()
            self._epoch = epoch

    def _ask_policy(self) -> None:
        """Ask for all that runs here and all that is held, so that a suspension and its end both arrive."""
        for name in kinds.known():
            kind = kinds.kind_of(name)
            bring_back_lost(name)
            attempts = [attempt for attempt in self._attempts() if attempt.kind is kind]
            here = {attempt.lease.item_id for attempt in attempts}
            items = Item.objects.filter(kind=name).select_related("organization", "submitted_by")
            decisions = kind.authorize([*items.filter(pk__in=here), *items.filter(state=State.HELD)])
            keep_places(decisions)
            allowed = [pk for pk, yes in decisions.items() if yes.allowed]
            for item in items.held_by_policy().filter(pk__in=allowed):
                take_up_again(item)
            for item in items.filter(pk__in=[pk for pk, no in decisions.items() if is_over(no)], state=State.HELD):
                refuse_held(item, decisions[item.pk])
            for attempt in attempts:
                decision = decisions.get(attempt.lease.item_id)
                if decision and not decision.allowed:
                    attempt.stop(Stop("policy", decision))
                elif decision and attempt.is_misplaced(decision):
                    attempt.stop(Stop("other_site", decision))

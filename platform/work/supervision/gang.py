"""How a place of this worker joins a gang over several: waits for the others, and tells its child where they meet."""

import socket
from contextlib import suppress
from threading import Event

import psutil
from django.conf import settings

from work.models import Seat
from work.services.seats import Meeting, give_up_seat, look_after
from work.supervision.database import forgiving


def await_others(seat: Seat, leaving: Event) -> Seat | None:
    """The seat when its process may start: the first's with the gang, others when they know where it is to be met.

    None when the gang does without it, or this worker is leaving.
    """
    mine: Seat | None = seat
    while mine and not _may_start(mine):
        with forgiving():
            if leaving.is_set():
                give_up_seat(mine)
                return None
            mine = look_after(mine)
        if mine and not _may_start(mine):
            leaving.wait(settings.WORK_POLL_SECONDS)
    return mine


def _may_start(seat: Seat) -> bool:
    return seat.rank == 0 or bool(seat.meeting)


def meet_here() -> Meeting:
    """Where the first process of a gang will listen; who takes the port meanwhile costs the gang an attempt."""
    with socket.create_server(("", 0)) as server:
        return Meeting(settings.WORK_GANG_ADDRESS, port=server.getsockname()[1])


def surroundings(seat: Seat, meeting: Meeting) -> dict[str, str]:
    """What the process of `seat` finds in its environment, as torchrun would tell it."""
    rank = {"RANK": str(seat.rank), "WORLD_SIZE": str(seat.item.gpus), "LOCAL_RANK": "0"}
    return {**rank, "MASTER_ADDR": meeting.address, "MASTER_PORT": str(meeting.port), **_interface()}


def _interface() -> dict[str, str]:
    """Which network of this machine others reach it by; where the address is a translated one, torch looks itself."""
    here = set()
    with suppress(OSError):
        here = {found[4][0] for found in socket.getaddrinfo(settings.WORK_GANG_ADDRESS, None)}
    for name, addresses in psutil.net_if_addrs().items():
        if here & {each.address for each in addresses}:
            return {"GLOO_SOCKET_IFNAME": name, "NCCL_SOCKET_IFNAME": name}
    return {}

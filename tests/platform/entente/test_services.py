"""The embedded services: shared while somebody uses them, gone when nobody does, whatever is killed."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from entente.services.place import SOCKET_BYTES, place_of

USE = """
import sys
from pathlib import Path
from entente.services.client import join
from entente.services.place import place_of
import psycopg2
place = place_of(Path(sys.argv[1]))
join(place)
with psycopg2.connect(host=str(place.run), user="entente_owner", dbname="entente") as c, c.cursor() as cursor:
    cursor.execute("SELECT pg_advisory_xact_lock(1)")
    cursor.execute("CREATE TABLE IF NOT EXISTS visits (at timestamptz DEFAULT now())")
    cursor.execute("INSERT INTO visits DEFAULT VALUES")
    cursor.execute("SELECT count(*) FROM visits")
    count = cursor.fetchone()[0]
print(count, flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the services of a folder until told to leave."""

    def __init__(self, var: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE, str(var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def visits(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def leave(self) -> None:
        self.process.communicate("", timeout=30)


def servers(var: Path) -> list[psutil.Process]:
    """Every process that names this folder on its command line, but those that only use it."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = process.info["cmdline"] or []
        if process.info["status"] != psutil.STATUS_ZOMBIE and str(var) in " ".join(line) and USE not in line:
            found.append(process)
    return found


def all_gone(var: Path, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while servers(var) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not servers(var)


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="entente-services-"))
    folder.chmod(0o711)
    yield folder
    assert all_gone(folder)
    shutil.rmtree(folder)


def test_whoever_leaves_last_stops_the_servers(var: Path) -> None:
    first, second = User(var), User(var)
    assert {first.visits, second.visits} == {1, 2}

    first.leave()
    assert servers(var)
    second.leave()

    assert all_gone(var, seconds=2)  # the servers have ended; the keeper itself is on its way out


def test_there_is_no_tcp_port(var: Path) -> None:
    user = User(var)
    assert user.visits == 1

    assert [c for p in servers(var) for c in p.net_connections("tcp") if c.status == psutil.CONN_LISTEN] == []

    user.leave()


@pytest.mark.heavy
def test_killing_the_users_ends_everything(var: Path) -> None:
    user = User(var)
    assert user.visits == 1

    user.process.kill()
    user.process.wait()

    assert all_gone(var)


@pytest.mark.heavy
def test_killing_everything_leaves_nothing_and_loses_nothing(var: Path) -> None:
    for visit in (1, 2, 3):
        user = User(var)
        assert user.visits == visit
        keeper = next(p for p in servers(var) if "entente.services.keeper" in p.cmdline())

        os.kill(keeper.pid, signal.SIGKILL)
        user.process.kill()
        user.process.wait()

        if visit == 1:
            assert all_gone(var)  # else the next user comes while the servers are still on their way out
    assert all_gone(var)


@pytest.mark.heavy
def test_two_checkouts_do_not_collide(var: Path) -> None:
    other = var / "other"
    here, there = User(var), User(other)

    assert (here.visits, there.visits) == (1, 1)

    here.leave()
    there.leave()


@pytest.mark.heavy
def test_a_server_that_dies_is_started_again(var: Path) -> None:
    user = User(var)
    assert user.visits == 1
    postgres = next(p for p in servers(var) if p.info["cmdline"][0].endswith("bin/postgres"))

    postgres.kill()

    deadline = time.monotonic() + 10
    while not any(p.info["cmdline"][0].endswith("bin/postgres") and p.pid != postgres.pid for p in servers(var)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    user.leave()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)

    place = place_of(deep / "var")

    assert len(os.fsencode(place.run / ".s.PGSQL.5432")) <= SOCKET_BYTES
    assert place.run != place_of(deep / "other").run


@pytest.mark.heavy
@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to let another user reach the data.")
def test_a_private_folder_stays_private(var: Path) -> None:
    home = var / "home"
    home.mkdir(mode=0o700)
    place = place_of(home / "var")

    user = User(home / "var")
    assert user.visits == 1
    user.leave()

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not place.base.is_relative_to(home)
    shutil.rmtree(place.base)

"""A training process is off the network and does not outlive its supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

DIALS = """
import socket, sys
from engine.isolation import leave_network
if not leave_network():
    sys.exit("not allowed here")
with socket.socket() as own:  # the loopback is its own, and works
    own.bind(("127.0.0.1", 0))
socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2)
"""

CHILD = """
import os, sys, time
from engine.isolation import die_with
die_with(int(sys.argv[1]))
print(os.getpid(), flush=True)
time.sleep(60)
"""

PARENT = f"""
import os, subprocess, sys
subprocess.run([sys.executable, "-c", {CHILD!r}, str(os.getpid())])
"""


def test_a_process_that_left_the_network_reaches_nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", DIALS, str(server.getsockname()[1])]
        dialled = subprocess.run(command, capture_output=True, text=True, check=False)

    if "not allowed here" in dialled.stderr:
        pytest.skip("This system allows no namespaces; the engine then says network_not_isolated.")
    assert "ConnectionRefusedError" in dialled.stderr


def test_a_process_is_killed_when_its_supervisor_is():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    assert gone(child, within=5)


def test_a_process_whose_supervisor_is_gone_already_does_not_start():
    ran = subprocess.run([sys.executable, "-c", CHILD, "1"], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (1, "")


def gone(process: int, *, within: float) -> bool:
    """Whether the process ends in that many seconds. A zombie that nobody reaps has ended too."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    return False

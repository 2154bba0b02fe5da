"""`python -m catalog.formats`: a process that imports, says ready, and then reads one dataset as it is ordered."""

import argparse
import sys

from catalog.formats.child import serve

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--events-fd", type=int, help="file descriptor for events, a JSON object a line")
parser.add_argument("--parent", type=int, help="the supervisor: die with it, and stay off the network")
asked = parser.parse_args()
sys.exit(serve(sys.stdin, events_fd=asked.events_fd, parent=asked.parent))

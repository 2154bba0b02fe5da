"""Redis: the broker's wake-ups and the cache, on a Unix socket only."""

import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import redis

from entente.services.servers import Server, private_folder


class Redis(Server):
    """Nothing in it is the truth about anything; it is kept all the same, so that a restart wakes who waited."""

    name = "Redis"
    last_signal = signal.SIGTERM

    def prepare(self) -> None:
        private_folder(self.place.redis, self.binaries.user)

    def command(self) -> Sequence[str | Path]:
        server: list[str | Path] = [self.binaries.redis / "redis-server", "--daemonize", "no", "--port", "0"]
        reached: list[str | Path] = ["--unixsocket", self.place.redis_socket, "--unixsocketperm", "700"]
        kept: list[str | Path] = ["--dir", self.place.redis, "--appendonly", "yes", "--save", ""]
        return [*server, *reached, *kept]

    def answers(self) -> bool:
        with closing(redis.Redis(unix_socket_path=str(self.place.redis_socket))) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

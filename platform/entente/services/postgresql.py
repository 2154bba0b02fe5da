"""PostgreSQL: one cluster with two roles, on a Unix socket only."""

import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg2

from entente.services.children import as_user
from entente.services.place import APPLICATION, DATABASE, OWNER
from entente.services.servers import Server, private_folder

ADMINISTRATOR = "postgres"


class PostgreSQL(Server):
    """The data: owned by one role, served to another that can't change the record of what was done."""

    name = "PostgreSQL"
    last_signal = signal.SIGINT  # its fast shutdown

    def prepare(self) -> None:
        data = self.place.postgres
        if data.exists():
            return
        draft = data.with_name("postgres.draft")  # a half-made cluster never bears the right name
        shutil.rmtree(draft, ignore_errors=True)
        private_folder(draft, self.binaries.user)
        initdb: list[str | Path] = [self.binaries.postgres / "initdb", "-D", draft, "-U", ADMINISTRATOR, "--auth=trust"]
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
        subprocess.run(  # noqa: S603
            [*initdb, *locale], check=True, cwd="/", stdout=subprocess.DEVNULL, **as_user(self.binaries.user)
        )
        draft.rename(data)

    def command(self) -> Sequence[str | Path]:
        data, sockets = self.place.postgres, self.place.run
        server = self.binaries.postgres / "postgres"
        silent = ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"]  # no row ends in a log
        settings = ["-c", "jit=off", "-c", "unix_socket_permissions=0700", *silent]
        return [server, "-D", data, "-h", "", "-k", sockets, *settings]

    def worth_another_start(self) -> bool:
        """After a kill the last server may be on its way out, and its pid file still there."""
        return (self.place.postgres / "postmaster.pid").exists()

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def await_ready(self) -> None:
        super().await_ready()
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.autocommit = True  # CREATE DATABASE stands outside of transactions
            cursor.execute("SELECT rolname FROM pg_roles")
            roles = {name for (name,) in cursor.fetchall()}
            if OWNER not in roles:
                cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            if APPLICATION not in roles:
                cursor.execute(f"CREATE ROLE {APPLICATION} LOGIN")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.place.run), user=ADMINISTRATOR, dbname="postgres")

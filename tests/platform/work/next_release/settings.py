"""A later release than this one: it has one more migration of the queue."""

from entente.settings import *  # noqa: F403

MIGRATION_MODULES = {"work": "tests.platform.work.next_release.migrations"}

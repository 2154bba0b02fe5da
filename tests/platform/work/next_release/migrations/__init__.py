"""This release's migrations of the queue, and one more."""

from work import migrations

__path__ = [*__path__, *migrations.__path__]

"""What a client asked for and is not there; each becomes the client's own exception by the hub's name for it."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound


class RevisionNotFound(NotFound):
    """The repository has no such version."""

    hub_code = "RevisionNotFound"

    def __init__(self, revision: str) -> None:
        super().__init__(_("There is no version “%(revision)s”.") % {"revision": revision})


class EntryNotFound(NotFound):
    """The version has no such file; clients remember that for its commit."""

    hub_code = "EntryNotFound"

    def __init__(self, path: str, sha: str) -> None:
        super().__init__(_("This version has no file “%(path)s”.") % {"path": path})
        self.sha = sha

"""A duty as `told()` reads it, for those who check types."""

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from agreements.models import Duty

    class Standing(TypedDict):
        """Since when it is open, until when, and where it stands."""

        begins_at: datetime | None
        due_at: datetime | None
        stands: str

    ToldRow: TypeAlias = WithAnnotations[Duty, Standing]

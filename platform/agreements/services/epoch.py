"""The policy's epoch moves on with every change of what is allowed."""

from django.db.models import F

from agreements.models import Epoch


def move_on() -> None:
    """Tell who holds a yes open to ask again. Call it in the transaction of the change."""
    if not Epoch.objects.update(number=F("number") + 1):
        Epoch.objects.get_or_create(pk=1)


def current_epoch() -> int:
    """The number of the epoch; a yes given in an earlier one is to be asked again."""
    return Epoch.objects.values_list("number", flat=True).first() or 0

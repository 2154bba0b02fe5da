"""Seals: a signature over a batch of events and over the seal before, so that no event can change or go unseen."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.canonical import digest_of


class Seal(models.Model):
    """Over all events of the transactions from the last seal's `below` up to its own, in the order of transactions.

    No transaction below it was open when it was made, so no event can join its batch later.

    Attributes:
        first, last: the lowest and the highest id in the batch.
        previous: the digest of the seal before.
        key: the public key that the signature (Ed25519) verifies with, in hexadecimal.
        events, digests: the batch, in the order of the tree; with them a proof can name a row that is gone.
    """

    number = models.PositiveIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    below = models.BigIntegerField(editable=False)
    first = models.BigIntegerField(editable=False)
    last = models.BigIntegerField(editable=False)
    count = models.PositiveIntegerField(_("events"), editable=False)
    root = models.CharField(_("Merkle root"), max_length=64, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    key = models.CharField(max_length=64, editable=False)
    signature = models.CharField(max_length=128, editable=False)
    events = ArrayField(models.BigIntegerField(), editable=False)
    digests = ArrayField(models.CharField(max_length=64), editable=False)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)

    def statement(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "below": self.below,
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "root": self.root,
            "previous": self.previous,
            "key": self.key,
        }

    @property
    def digest(self) -> str:
        """What the next seal holds of this one."""
        return digest_of({**self.statement(), "signature": self.signature})

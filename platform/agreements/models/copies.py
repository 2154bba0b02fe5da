"""What somebody has written in the composer and not finished.

It leads nowhere by `visible_through`: whoever wrote it reads it, and nobody else.
"""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.agreements import Agreement, State
from organizations.actor import Actor

Written = dict[str, list[str]]  # the composer's fields by name, as they were sent


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    """Sets of working copies."""

    def of(self, actor: Actor) -> Self:
        """The person's own, written for the organization that they act for now."""
        return self.filter(person=actor.user.pk, organization=actor.organization)

    def to_go_on_with(self) -> Self:
        """Those whose agreement, if there is one, still stands where its terms can become other ones."""
        changeable = [State.DRAFT, State.CHANGES_REQUESTED, State.PROPOSED]
        return self.filter(Q(agreement=None) | Q(agreement__state__in=changeable)).select_related("agreement")


class WorkingCopy(models.Model):
    """The composer's fields as they were left: of a draft from a template, or of other terms for an agreement.

    Terms are well formed and versioned; this is neither, and so it is no version of anything.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="copies")
    begun_from = models.PositiveIntegerField(_("begun from version"), default=0)
    template = models.SlugField(_("template"), max_length=40, blank=True)
    parties: "ArrayField[list[str], list[str]]" = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    written: "models.JSONField[Written, Written]" = models.JSONField(_("what was written"), default=dict)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "agreement"], name="one_working_copy_of_an_agreement_each"
            ),
            models.CheckConstraint(
                condition=(Q(agreement=None) & ~Q(template="") & ~Q(parties=[]))
                | Q(agreement__isnull=False, template=""),
                name="working_copy_is_of_a_template_or_an_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Agreement without a title"))

    def get_absolute_url(self) -> str:
        if self.agreement:
            return reverse("agreements:compose", args=[self.agreement.slug])
        return reverse("agreements:working_copy", args=[self.uid])

    @property
    def title(self) -> str:
        """The agreement's, or the one that was written so far."""
        return self.agreement.title if self.agreement else "".join(self.written.get("title", [])).strip()

    @property
    def fields(self) -> MultiValueDict[str, str]:
        """What was written, as a form takes it."""
        return MultiValueDict(self.written)

"""People, and the groups they are in: a group is an organization's role, and membership the one truth behind it."""

from typing import Any, ClassVar

from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.checks import check_orcid


class UserManager(BaseUserManager["User"]):
    """Makes people; an address is the same in capitals and small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with `email`; without a password, not with one."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person like any other, for Django's command: what people may do comes from roles alone."""
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, however it is written."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` gives nothing: every permission is a role's or an agreement's."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", "English"), ("zh-hans", "简体中文")],
        help_text=_("Empty: as the browser asks."),
    )
    orcid = models.CharField(
        _("ORCID"), max_length=19, blank=True, validators=[check_orcid], help_text=_("As in 0000-0002-1825-0097.")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    groups = models.ManyToManyField(  # type: ignore[assignment]  # with our own table between
        Group, through="Membership", blank=True, related_name="user_set", related_query_name="user"
    )
    user_permissions = None  # type: ignore[assignment]  # nothing is granted to a person

    # Whom the person acts for in this request, and what their token narrows it to; set at the door.
    acting_for: Any = None
    acting_scopes: frozenset[str] | None = None

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique_in_any_case",
                violation_error_message=_("Somebody with this e-mail address is here already."),
            ),
        ]

    def __str__(self) -> str:
        return display_name(self)

    def get_full_name(self) -> str:
        """The name as people read it."""
        return display_name(self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a backend says yes; no flag of the person comes before them."""
        if not self.is_active:
            return False
        for backend in auth.get_backends():
            if not hasattr(backend, "has_perm"):
                continue
            try:
                if backend.has_perm(self, perm, obj):
                    return True
            except PermissionDenied:
                return False
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Whether a backend knows something in the app that the person may see."""
        if not self.is_active:
            return False
        return any(
            backend.has_module_perms(self, app_label)
            for backend in auth.get_backends()
            if hasattr(backend, "has_module_perms")
        )


class Membership(models.Model):
    """A person in a group: the one truth behind roles."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"],
                name="person_is_in_a_group_once",
                violation_error_message=_("This person has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.group}"


def display_name(user: User) -> str:
    """How a person is called on pages: by name, and by address only where no name is known."""
    return user.name or user.email

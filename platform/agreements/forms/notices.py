"""Which notices are shown, and when which kind is mailed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import known
from notifications.models import Mail
from notifications.services import choose_mail, mail_of


class NoticeFilter(forms.Form):
    """Of one kind, or all."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in known()]
        self.fields["kind"].choices = [("", _("All notices")), *kinds]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The kind chosen; none for what there is not."""
        return str(self.cleaned_data["kind"]) if self.is_valid() else ""


class MailForm(forms.Form):
    """A choice for each kind of notice, beginning with what holds now."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        now = mail_of(user)
        for kind in known():
            self.fields[kind.code] = forms.ChoiceField(
                label=str(kind.label), choices=Mail.choices, required=False, initial=now[kind.code]
            )

    def save(self) -> None:
        """Keep the choices; of a kind that was not asked about, what holds stays."""
        choose_mail(self.user, {kind: mail for kind, mail in self.cleaned_data.items() if kind in self.data})

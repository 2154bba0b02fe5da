"""The app `agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        """Answer for the policy to the apps below, which can't import it."""
        from agreements import policy
        from organizations.gate import answer_with

        answer_with(policy)

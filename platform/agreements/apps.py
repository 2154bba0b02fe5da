"""The app `agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        """Answer for the policy to the apps below, which can't import it, and say what people are told of."""
        from agreements import policy
        from agreements.noticing.kinds import KINDS
        from notifications import kinds
        from organizations.gate import answer_with

        answer_with(policy)
        for kind in KINDS:
            kinds.register(kind)

"""The app `audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        """Hear who signs in and out."""
        from audit.sign_in import listen

        listen()

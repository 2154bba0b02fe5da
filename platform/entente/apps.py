"""The app `entente`."""

from django.apps import AppConfig


class EntenteConfig(AppConfig):
    name = "entente"

    def ready(self) -> None:
        """Bind `shared_task` to our Celery app in every process, the web's too; let the API's description know ours."""
        from entente import celery, schema  # noqa: F401

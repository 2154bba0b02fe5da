"""The app `organizations`."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"

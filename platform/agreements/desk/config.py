"""Makes the review desk Django's admin site (stands in INSTALLED_APPS in place of django.contrib.admin)."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "agreements.desk.site.ReviewDesk"

"""The site's addresses, one app after the other."""

from django.contrib import admin
from django.urls import include, path

from entente.metrics import metrics

urlpatterns = [
    path("", include("dashboard.urls")),
    path("", include("accounts.urls")),
    path("", include("organizations.urls")),
    path("", include("agreements.urls")),
    path("", include("work.urls")),
    path("", include("catalog.urls")),
    path("", include("privacy.urls")),
    path("", include("collaborations.urls")),
    path("", include("registry.urls")),
    path("", include("jobs.urls")),
    path("", include("reports.urls")),
    path("", include("serving.urls")),
    path("", include("standards.urls")),
    path("", include("knowledge.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("entente.api")),
    path("hub/<slug:project>/", include("registry.hub.urls")),
    path("metrics", metrics, name="metrics"),
]

handler403 = "dashboard.views.refused"
handler404 = "entente.problems.not_found"

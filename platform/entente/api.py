"""The API's addresses, and the page that describes it."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from agreements.api import AgreementViewSet
from catalog.api import DatasetViewSet
from collaborations.api import ProjectViewSet
from jobs.api import JobViewSet
from organizations.api import OrganizationViewSet
from registry.api import ModelViewSet
from reports.api import ReportView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("organizations", OrganizationViewSet, "organization")
router.register("agreements", AgreementViewSet, "agreement")
router.register("datasets", DatasetViewSet, "dataset")
router.register("models", ModelViewSet, "model")
router.register("projects", ProjectViewSet, "project")
router.register("jobs", JobViewSet, "job")

# The one exception from the content policy, for this page alone: Swagger UI styles itself inline and draws with data:.
described = csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]})

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/jobs/<uuid:uid>/report/", ReportView.as_view(), name="job-report"),
    path("v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", described(SpectacularSwaggerSplitView.as_view(url_name="api:schema")), name="docs"),
]

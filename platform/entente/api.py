"""The API's addresses, and the page that describes it."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from agreements.api.access import AccessRequestViewSet
from agreements.api.agreements import AgreementViewSet
from agreements.api.audit import AuditFileView, AuditView
from agreements.api.compliance import ComplianceReviewViewSet, FindingViewSet
from agreements.api.conditions import ConditionAnswerView, ConditionsView, MeetView
from agreements.api.copies import WorkingCopyViewSet
from agreements.api.duties import DutyViewSet
from agreements.api.evidence import FulfilmentEvidenceView
from agreements.api.keys import KeysView, RetireView
from agreements.api.notices import MailView, NoticeViewSet
from agreements.api.reviewing import QueueView, ReviewView, StaffCommentsView, TakeReviewView
from agreements.api.signing import AmendView, ExportView, PdfView, SignatureView
from agreements.api.supposing import WouldAllowView
from agreements.api.talks import DEEDS as NEGOTIATION
from agreements.api.talks import AnswerView, CommentsView, NegotiationView, ResolveView, VersionView
from agreements.api.terms import TermsCheckView, TermsSchemaView, TermsTemplatesView
from agreements.auditing.exporting import FORMATS
from catalog.api import DatasetViewSet
from catalog.croissant_views import CroissantView
from catalog.fusions_api import FusionsView, FusionView
from catalog.ingestions_api import IngestionViewSet
from catalog.looking_api import ProfileView, RowsView
from catalog.tus import UploadsView, UploadView
from catalog.withdrawals_api import RowWithdrawalsView, RowWithdrawalView
from collaborations.api import ProjectViewSet
from collaborations.board_api import MilestoneViewSet, TaskViewSet
from collaborations.ethics_api import EthicsApprovalViewSet
from collaborations.meetings.api import MeetingViewSet
from collaborations.objectives_api import ObjectiveViewSet
from collaborations.parties_api import PartyInvitationViewSet
from collaborations.records_api import DecisionViewSet, ProjectRiskViewSet
from jobs.api import JobViewSet
from knowledge.inventions_api import InventionViewSet
from knowledge.papers_api import PaperViewSet
from organizations.account_api import PasskeysView, PasskeyView, SessionsView, SessionView, TokenViewSet
from organizations.api import OrganizationViewSet
from organizations.entrances_api import MyInvitationViewSet
from privacy.api import AnswerFindingView, FindingsView
from privacy.budget_api import StatisticsView
from privacy.recipes_api import ApproveRecipeView, RecipesView, RecipeView
from registry.api import ModelViewSet
from registry.arrivals_api import ArrivalView
from registry.assessments_api import AssessmentRisksView, AssessmentView, SettleRiskView, SignAssessmentView
from registry.stages_api import ApproveVersionView, RequirementsView, RetireVersionView, RollBackView, StageView
from reports.api import ReportView
from reports.comparison_api import ComparisonView
from reports.exports import FORMS as REPORT_FORMS
from reports.provenance_views import ProvenanceView
from reports.talk_api import ReportCommentsView, ReportFileView, ReportReviewView
from serving.batches.api import BatchAnswersView, BatchesView, BatchView
from serving.feedback.api import ModelFeedbackView, PredictionFeedbackView
from standards.api import CheckViewSet, StandardViewSet
from work.api import ComputingView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("organizations", OrganizationViewSet, "organization")
router.register("invitations", MyInvitationViewSet, "invitation")
router.register("agreements", AgreementViewSet, "agreement")
router.register("access-requests", AccessRequestViewSet, "access-request")
router.register("datasets", DatasetViewSet, "dataset")
router.register("ingestions", IngestionViewSet, "ingestion")
router.register("models", ModelViewSet, "model")
router.register("projects", ProjectViewSet, "project")
router.register("projects/<str:slug>/objectives", ObjectiveViewSet, "project-objective")
router.register("projects/<str:slug>/tasks", TaskViewSet, "project-task")
router.register("projects/<str:slug>/milestones", MilestoneViewSet, "project-milestone")
router.register("projects/<str:slug>/risks", ProjectRiskViewSet, "project-risk")
router.register("projects/<str:slug>/decisions", DecisionViewSet, "project-decision")
router.register("projects/<str:slug>/meetings", MeetingViewSet, "project-meeting")
router.register("project-invitations", PartyInvitationViewSet, "project-invitation")
router.register("ethics-approvals", EthicsApprovalViewSet, "ethics-approval")
router.register("standards", StandardViewSet, "standard")
router.register("standard-checks", CheckViewSet, "standard-check")
router.register("papers", PaperViewSet, "paper")
router.register("inventions", InventionViewSet, "invention")
router.register("jobs", JobViewSet, "job")
router.register("working-copies", WorkingCopyViewSet, "working-copy")
router.register("duties", DutyViewSet, "duty")
router.register("compliance-reviews", ComplianceReviewViewSet, "compliance-review")
router.register("findings", FindingViewSet, "finding")
router.register("notices", NoticeViewSet, "notice")
router.register("account/tokens", TokenViewSet, "account-token")

# The one exception from the content policy, for this page alone: Swagger UI styles itself inline and draws with data:.
described = csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]})

urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/organizations/<slug:slug>/", include("organizations.api_urls")),
    path("v1/organizations/<slug:slug>/computing/", ComputingView.as_view(), name="organization-computing"),
    path("v1/account/sessions/", SessionsView.as_view(), name="account-sessions"),
    path("v1/account/sessions/<str:session>/", SessionView.as_view(), name="account-session"),
    path("v1/account/passkeys/", PasskeysView.as_view(), name="account-passkeys"),
    path("v1/account/passkeys/<str:passkey>/", PasskeyView.as_view(), name="account-passkey"),
    path("v1/audit/", AuditView.as_view(), name="audit"),
    *(
        path(f"v1/audit/export.{name}", AuditFileView.as_view(), {"file_format": name}, name=f"audit-{name}")
        for name in FORMATS
    ),
    path("v1/notices/mail/", MailView.as_view(), name="notices-mail"),
    path("v1/datasets/<str:slug>/versions/<int:number>/croissant/", CroissantView.as_view(), name="dataset-croissant"),
    path("v1/datasets/<str:slug>/versions/<int:number>/findings/", FindingsView.as_view(), name="dataset-findings"),
    path(
        "v1/datasets/<str:slug>/versions/<int:number>/findings/<uuid:uid>/answer/",
        AnswerFindingView.as_view(),
        name="dataset-finding-answer",
    ),
    path(
        "v1/datasets/<str:slug>/versions/<int:number>/statistics/", StatisticsView.as_view(), name="dataset-statistics"
    ),
    path("v1/datasets/<str:slug>/versions/<int:number>/recipes/", RecipesView.as_view(), name="dataset-recipes"),
    path(
        "v1/datasets/<str:slug>/versions/<int:number>/recipes/<uuid:uid>/", RecipeView.as_view(), name="dataset-recipe"
    ),
    path(
        "v1/datasets/<str:slug>/versions/<int:number>/recipes/<uuid:uid>/approve/",
        ApproveRecipeView.as_view(),
        name="dataset-recipe-approve",
    ),
    path("v1/uploads/", UploadsView.as_view(), name="uploads"),
    path("v1/uploads/<uuid:uid>/", UploadView.as_view(), name="upload"),
    path("v1/model-arrivals/<uuid:uid>/", ArrivalView.as_view(), name="model-arrival"),
    path("v1/models/<str:slug>/versions/<int:number>/provenance/", ProvenanceView.as_view(), name="model-provenance"),
    path("v1/models/<str:slug>/roll-back/", RollBackView.as_view(), name="model-roll-back"),
    path("v1/models/<str:slug>/versions/<int:number>/stage/", StageView.as_view(), name="model-stage"),
    path(
        "v1/models/<str:slug>/versions/<int:number>/stage/approve/", ApproveVersionView.as_view(), name="model-approve"
    ),
    path("v1/models/<str:slug>/versions/<int:number>/stage/retire/", RetireVersionView.as_view(), name="model-retire"),
    path("v1/models/<str:slug>/versions/<int:number>/assessment/", AssessmentView.as_view(), name="model-assessment"),
    path(
        "v1/models/<str:slug>/versions/<int:number>/assessment/risks/",
        AssessmentRisksView.as_view(),
        name="model-assessment-risks",
    ),
    path(
        "v1/models/<str:slug>/versions/<int:number>/assessment/risks/settle/",
        SettleRiskView.as_view(),
        name="model-assessment-settle",
    ),
    path(
        "v1/models/<str:slug>/versions/<int:number>/assessment/sign/",
        SignAssessmentView.as_view(),
        name="model-assessment-sign",
    ),
    path("v1/projects/<str:slug>/requirements/", RequirementsView.as_view(), name="project-requirements"),
    path("v1/models/<str:slug>/feedback/", ModelFeedbackView.as_view(), name="model-feedback"),
    path("v1/predictions/<uuid:uid>/feedback/", PredictionFeedbackView.as_view(), name="prediction-feedback"),
    path("v1/jobs/compare/", ComparisonView.as_view(), name="jobs-compare"),
    path("v1/jobs/<uuid:uid>/report/", ReportView.as_view(), name="job-report"),
    path("v1/jobs/<uuid:uid>/report/comments/", ReportCommentsView.as_view(), name="job-report-comments"),
    path("v1/jobs/<uuid:uid>/report/review/", ReportReviewView.as_view(), name="job-report-review"),
    *(
        path(
            f"v1/jobs/<uuid:uid>/report/report.{form}",
            ReportFileView.as_view(),
            {"form": form},
            name=f"job-report-{form}",
        )
        for form in REPORT_FORMS
    ),
    path("v1/organizations/<str:slug>/keys/", KeysView.as_view(), name="organization-keys"),
    path("v1/organizations/<str:slug>/keys/retire/", RetireView.as_view(), name="organization-key-retire"),
    path("v1/reviews/", QueueView.as_view(), name="reviews"),
    path("v1/agreements/<str:slug>/review/", ReviewView.as_view(), name="agreement-review"),
    path("v1/agreements/<str:slug>/review/take/", TakeReviewView.as_view(), name="agreement-review-take"),
    path("v1/agreements/<str:slug>/review/comments/", StaffCommentsView.as_view(), name="agreement-review-comments"),
    path("v1/agreements/<str:slug>/signature/", SignatureView.as_view(), name="agreement-signature"),
    path("v1/agreements/<str:slug>/export.json", ExportView.as_view(), name="agreement-export"),
    path("v1/agreements/<str:slug>/export.pdf", PdfView.as_view(), name="agreement-pdf"),
    path("v1/agreements/<str:slug>/amend/", AmendView.as_view(), name="agreement-amend"),
    path("v1/agreements/<str:slug>/versions/<int:number>/", VersionView.as_view(), name="agreement-version"),
    path("v1/agreements/<str:slug>/comments/", CommentsView.as_view(), name="agreement-comments"),
    path("v1/agreements/<str:slug>/conditions/", ConditionsView.as_view(), name="agreement-conditions"),
    path("v1/agreements/<str:slug>/conditions/<int:number>/meet/", MeetView.as_view(), name="condition-meet"),
    path(
        "v1/agreements/<str:slug>/conditions/<int:number>/answer/",
        ConditionAnswerView.as_view(),
        name="condition-answer",
    ),
    *(
        path(f"v1/agreements/<str:slug>/{deed}/", NegotiationView.as_view(), {"deed": deed}, name=f"agreement-{deed}")
        for deed in NEGOTIATION
    ),
    path("v1/fulfilments/<uuid:uid>/evidence/", FulfilmentEvidenceView.as_view(), name="fulfilment-evidence"),
    path("v1/comments/<uuid:uid>/answer/", AnswerView.as_view(), name="comment-answer"),
    path("v1/comments/<uuid:uid>/resolve/", ResolveView.as_view(), name="comment-resolve"),
    path(
        "v1/agreements/<str:slug>/versions/<int:number>/would-allow/",
        WouldAllowView.as_view(),
        name="agreement-would-allow",
    ),
    path("v1/batches/", BatchesView.as_view(), name="batches"),
    path("v1/batches/<uuid:uid>/", BatchView.as_view(), name="batch"),
    path("v1/batches/<uuid:uid>/answers/", BatchAnswersView.as_view(), name="batch-answers"),
    path("v1/fusions/", FusionsView.as_view(), name="fusions"),
    path("v1/fusions/<uuid:uid>/", FusionView.as_view(), name="fusion"),
    path("v1/datasets/<str:slug>/withdrawals/", RowWithdrawalsView.as_view(), name="dataset-withdrawals"),
    path("v1/datasets/<str:slug>/withdrawals/<uuid:uid>/", RowWithdrawalView.as_view(), name="dataset-withdrawal"),
    path("v1/datasets/<str:slug>/versions/<int:number>/profile/", ProfileView.as_view(), name="dataset-profile"),
    path("v1/datasets/<str:slug>/versions/<int:number>/rows/", RowsView.as_view(), name="dataset-rows"),
    path("v1/terms/schema/", TermsSchemaView.as_view(), name="terms-schema"),
    path("v1/terms/templates/", TermsTemplatesView.as_view(), name="terms-templates"),
    path("v1/terms/check/", TermsCheckView.as_view(), name="terms-check"),
    path("v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", require_safe(described(SpectacularSwaggerSplitView.as_view(url_name="api:schema"))), name="docs"),
]

"""Addresses of models and their files."""

from django.urls import path

from registry import arrival_views, assessment_views, open_views, stage_views, views

app_name = "registry"
urlpatterns = [
    path("open/", open_views.open_list, name="open"),
    path("open/datasets/<slug:slug>/", open_views.open_dataset, name="open_dataset"),
    path("open/datasets/<slug:slug>/croissant.json", open_views.open_croissant, name="open_croissant"),
    path("open/models/<slug:slug>/", open_views.open_model, name="open_model"),
    path("models/", views.model_list, name="list"),
    path("models/new/", arrival_views.model_new, name="new"),
    path("models/arrivals/<uuid:uid>/", arrival_views.arrival_page, name="arrival"),
    path("models/<slug:slug>/", views.model_page, name="model"),
    path("models/<slug:slug>/roll-back/", stage_views.model_roll_back, name="roll-back"),
    path("models/<slug:slug>/<int:number>/stage/", stage_views.stage_page, name="stage"),
    path("models/<slug:slug>/<int:number>/stage/approve/", stage_views.stage_approve, name="stage-approve"),
    path("models/<slug:slug>/<int:number>/stage/retire/", stage_views.stage_retire, name="stage-retire"),
    path("models/<slug:slug>/<int:number>/assessment/", assessment_views.assessment_page, name="assessment"),
    path("models/<slug:slug>/<int:number>/assessment/risks/", assessment_views.assessment_risk, name="assessment-risk"),
    path(
        "models/<slug:slug>/<int:number>/assessment/risks/settle/",
        assessment_views.assessment_settle,
        name="assessment-settle",
    ),
    path("models/<slug:slug>/<int:number>/assessment/sign/", assessment_views.assessment_sign, name="assessment-sign"),
    path("projects/<slug:slug>/requirements/", stage_views.requirements_page, name="requirements"),
    path("models/<slug:slug>/<int:number>/files/<path:name>", views.model_file, name="file"),
]

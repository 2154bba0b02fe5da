"""Addresses of what is found in datasets."""

from django.urls import path

from privacy import budget_views, recipe_views, views

app_name = "privacy"
urlpatterns = [
    path("datasets/<slug:slug>/<int:number>/privacy/", views.version_page, name="version"),
    path("datasets/<slug:slug>/<int:number>/statistics/", budget_views.statistics_page, name="statistics"),
    path("datasets/<slug:slug>/privacy-limit/", budget_views.limit, name="limit"),
    path("datasets/<slug:slug>/<int:number>/privacy/scan/", views.scan_again, name="scan"),
    path("datasets/<slug:slug>/<int:number>/privacy/recipes/new/", recipe_views.recipe_new, name="recipe_new"),
    path("datasets/<slug:slug>/<int:number>/privacy/recipes/<uuid:uid>/", recipe_views.recipe_page, name="recipe"),
    path(
        "datasets/<slug:slug>/<int:number>/privacy/recipes/<uuid:uid>/approve/",
        recipe_views.recipe_approve,
        name="recipe_approve",
    ),
    path("datasets/<slug:slug>/<int:number>/privacy/findings/", views.answer_all, name="answer_all"),
    path("datasets/<slug:slug>/<int:number>/privacy/findings/<uuid:uid>/", views.answer, name="answer"),
]

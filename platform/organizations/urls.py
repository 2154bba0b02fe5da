"""Addresses of organizations, tokens, and the choice of whom to act for."""

from django.urls import path

from organizations import views

app_name = "organizations"
urlpatterns = [
    path("organizations/<slug:slug>/", views.organization, name="organization"),
    path("organizations/<slug:slug>/take-role/", views.take_role, name="take_role"),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:uid>/revoke/", views.token_revoke, name="token_revoke"),
    path("acting-for/", views.acting_for, name="acting_for"),
]

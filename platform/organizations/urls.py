"""Addresses of organizations, the ways into them, tokens, sessions, and the choice of whom to act for."""

from django.urls import path

from organizations.views import editing, entering, organizations, people, sessions, tokens

app_name = "organizations"
urlpatterns = [
    path("organizations/", organizations.organizations, name="list"),
    path("organizations/new/", organizations.found, name="new"),
    path("organizations/<slug:slug>/", organizations.organization, name="organization"),
    path("organizations/<slug:slug>/logo.png", organizations.logo, name="logo"),
    path("organizations/<slug:slug>/ask-again/", organizations.review_again, name="ask_again"),
    path("organizations/<slug:slug>/join/", organizations.join, name="join"),
    path("organizations/<slug:slug>/join/<uuid:uid>/", people.answer, name="answer_join"),
    path("organizations/<slug:slug>/leave/", people.leave, name="leave"),
    path("organizations/<slug:slug>/people/<uuid:uid>/", people.person, name="person"),
    path("organizations/<slug:slug>/invitations/", people.invite, name="invite"),
    path("organizations/<slug:slug>/invitations/<uuid:uid>/revoke/", people.revoke, name="revoke"),
    path("organizations/<slug:slug>/edit/", editing.edit, name="edit"),
    path("organizations/<slug:slug>/edit/logo/", editing.set_picture, name="set_logo"),
    path("organizations/<slug:slug>/edit/domains/", editing.add_domain, name="add_domain"),
    path("organizations/<slug:slug>/edit/domains/drop/", editing.remove_domain, name="drop_domain"),
    path("organizations/<slug:slug>/sign-on/", entering.sign_on, name="sign_on"),
    path("organizations/<slug:slug>/sign-on/end/", entering.end_sign_on, name="end_sign_on"),
    path("invitations/<uuid:uid>/", entering.accept, name="accept"),
    path("invitations/<str:secret>/open/", entering.invitation, name="invitation"),
    path("account/sign-on/", entering.find_sign_on, name="find_sign_on"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("acting-for/", tokens.acting_for, name="acting_for"),
]

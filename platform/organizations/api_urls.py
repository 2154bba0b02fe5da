"""Addresses of the API below an organization."""

from django.urls import path

from organizations.entrances_api import DomainsView, DomainView, LeaveView, SignOnView
from organizations.logo_api import LogoView
from organizations.people_api import (
    InvitationsView,
    InvitationView,
    JoinRequestsView,
    JoinRequestView,
    PeopleView,
    PersonView,
)

urlpatterns = [
    path("people/", PeopleView.as_view(), name="organization-people"),
    path("people/<uuid:uid>/", PersonView.as_view(), name="organization-person"),
    path("invitations/", InvitationsView.as_view(), name="organization-invitations"),
    path("invitations/<uuid:uid>/", InvitationView.as_view(), name="organization-invitation"),
    path("join-requests/", JoinRequestsView.as_view(), name="organization-join-requests"),
    path("join-requests/<uuid:uid>/", JoinRequestView.as_view(), name="organization-join-request"),
    path("domains/", DomainsView.as_view(), name="organization-domains"),
    path("domains/<str:name>/", DomainView.as_view(), name="organization-domain"),
    path("sign-on/", SignOnView.as_view(), name="organization-sign-on"),
    path("logo/", LogoView.as_view(), name="organization-logo"),
    path("leave/", LeaveView.as_view(), name="organization-leave"),
]

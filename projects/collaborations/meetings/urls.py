"""Addresses of meetings, below those of their project."""

from django.urls import path

from collaborations.meetings import feed_views, views

HERE = "projects/<slug:slug>/meetings/"
FEED = "account/calendar/"  # not below a project: it is of all projects of a person
urlpatterns = [
    path(FEED, feed_views.calendar, name="calendar"),
    path(f"{FEED}withdraw/", feed_views.withdraw, name="calendar-withdraw"),
    path(f"{FEED}<str:secret>/meetings.ics", feed_views.feed, name="calendar-feed"),
    path(HERE, views.meetings, name="meetings"),
    path(f"{HERE}new/", views.new, name="meeting-new"),
    path(f"{HERE}<uuid:uid>/", views.meeting, name="meeting"),
    path(f"{HERE}<uuid:uid>/minutes/<int:number>/", views.minutes, name="minutes"),
    path(f"{HERE}<uuid:uid>/agenda/<uuid:item>/drop/", views.agenda_drop, name="agenda-drop"),
    path(f"{HERE}<uuid:uid>/actions/<uuid:noted>/drop/", views.action_drop, name="action-drop"),
    *(path(f"{HERE}<uuid:uid>/{deed}/", views.deed, {"deed": deed}, name=f"meeting-{deed}") for deed in views.FORMS),
]

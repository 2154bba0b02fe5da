"""Addresses of the dashboard and of the reader's own choices."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="set_language"),
    path("colours/", views.choose_colours, name="set_colours"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

"""Addresses of what organizations use of the machines."""

from django.urls import path

from work import views

app_name = "work"
urlpatterns = [
    path("organizations/<slug:slug>/computing/", views.computing, name="computing"),
    path("organizations/<slug:slug>/computing/statement.csv", views.statement, name="statement"),
]

"""Pages of predictions."""

from django.urls import path

from serving import views

app_name = "serving"
urlpatterns = [
    path("models/<slug:slug>/predict/", views.predict, name="predict"),
]

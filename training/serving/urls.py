"""Pages of predictions."""

from django.urls import path

from serving import views
from serving.batches import views as batches

app_name = "serving"
urlpatterns = [
    path("models/<slug:slug>/predict/", views.predict, name="predict"),
    path("models/<slug:slug>/predict/file/", batches.batch_new, name="batch_new"),
    path("batches/<uuid:uid>/", batches.batch_page, name="batch"),
    path("batches/<uuid:uid>/answers.jsonl", batches.batch_answers, name="batch_answers"),
    path("batches/<uuid:uid>/cancel/", batches.batch_cancel, name="batch_cancel"),
]

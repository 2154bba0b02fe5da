"""Pages of predictions."""

from django.urls import path

from serving import views
from serving.batches import views as batches
from serving.feedback import views as feedback

app_name = "serving"
urlpatterns = [
    path("models/<slug:slug>/predict/", views.predict, name="predict"),
    path("models/<slug:slug>/predict/file/", batches.batch_new, name="batch_new"),
    path("batches/<uuid:uid>/", batches.batch_page, name="batch"),
    path("batches/<uuid:uid>/answers.jsonl", batches.batch_answers, name="batch_answers"),
    path("batches/<uuid:uid>/cancel/", batches.batch_cancel, name="batch_cancel"),
    path("models/<slug:slug>/predictions/<uuid:uid>/", feedback.prediction, name="prediction"),
    path("models/<slug:slug>/feedback/", feedback.feedback, name="feedback"),
    path("models/<slug:slug>/corrections/", feedback.corrections, name="corrections"),
    path("models/<slug:slug>/corrections/gather/", feedback.gather, name="gather"),
    path("models/<slug:slug>/retraining/", feedback.retraining, name="retraining"),
]

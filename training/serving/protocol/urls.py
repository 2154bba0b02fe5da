"""The model server's addresses: a client's base address ends in the project it asks in, `-` for none."""

from django.urls import URLPattern, URLResolver, include, path

from serving.protocol import views

of_model: list[URLPattern | URLResolver] = [
    path("", views.model, name="model"),
    path("/ready", views.ready, name="ready"),
    path("/infer", views.infer, name="infer"),
    path("/explain", views.explain, name="explain"),
]
protocol: list[URLPattern | URLResolver] = [
    path("", views.server, name="server"),
    path("/health/live", views.live, name="live"),
    path("/health/ready", views.live, name="healthy"),
    path("/models/<slug:model>", include(of_model)),
    path("/models/<slug:model>/versions/<int:number>", include(of_model)),
]

app_name = "inference"
urlpatterns = [path("serving/<slug:project>/v2", include(protocol))]

handler404 = "serving.protocol.views.not_found"

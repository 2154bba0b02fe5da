"""The hub's addresses, twice: models, and datasets under the names that the protocol gives them."""

from django.urls import URLPattern, path

from registry.hub import views


def _addresses(kind: str) -> list[URLPattern]:
    repository, files = f"api/{kind}s/<slug:owner>/<slug:name>", "<slug:owner>/<slug:name>/resolve"
    if kind == "dataset":
        files = f"datasets/{files}"

    def at(address: str, view: type[views.HubView], name: str) -> URLPattern:
        return path(address, view.as_view(kind=kind), name=f"{kind}-{name}")

    return [
        at(f"api/{kind}s", views.ListView, "list"),
        at(repository, views.InfoView, "info"),
        at(f"{repository}/revision/<str:revision>", views.InfoView, "revision"),
        at(f"{repository}/refs", views.RefsView, "refs"),
        at(f"{repository}/commits/<str:revision>", views.CommitsView, "commits"),
        at(f"{repository}/tree/<str:revision>", views.TreeView, "tree"),
        at(f"{repository}/tree/<str:revision>/<path:path>", views.TreeView, "subtree"),
        at(f"{repository}/paths-info/<str:revision>", views.PathsView, "paths"),
        at(f"{files}/<str:revision>/<path:path>", views.ResolveView, "resolve"),
    ]


app_name = "hub"
urlpatterns = [
    path("api/whoami-v2", views.WhoamiView.as_view(), name="whoami"),
    *_addresses("model"),
    *_addresses("dataset"),
]

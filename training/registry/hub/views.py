"""The hub's addresses, below `/hub/<project>/`: a client sets HF_ENDPOINT to that, with `-` for no project."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.downloads import download
from agreements.errors import NotAllowed
from agreements.models import Undertaking
from agreements.policy import visible
from organizations.models import Token
from organizations.requests import ApiRequest
from registry.hub import telling
from registry.hub.repositories import Repository, known_to

NO_PROJECT = "-"
LISTED = 100
# By which a client knows what to raise, where the error itself has no name for it.
CODES = {401: "RepoNotFound", 404: "RepoNotFound"}


@extend_schema(exclude=True)  # the protocol is Hugging Face's: its clients are the description
class HubView(APIView):
    """What all of them share: the project asked in, and errors as the client understands them."""

    request: ApiRequest
    kind = "model"

    def handle_exception(self, exc: Exception) -> Response:
        """The API's problem, with the hub's name for it in the headers."""
        response = super().handle_exception(exc)
        code = "GatedRepo" if isinstance(exc, NotAllowed) else CODES.get(response.status_code)
        if code := getattr(exc, "hub_code", code):
            response["X-Error-Code"] = code
            response["X-Error-Message"] = self._sentence(exc, response)
        if sha := getattr(exc, "sha", ""):
            response["X-Repo-Commit"] = sha
        return response

    def _sentence(self, exc: Exception, response: Response) -> str:
        if isinstance(exc, NotAllowed):
            return " ".join(exc.decision.sentences(self.request.actor)).replace("\n", " ")
        return str(response.data.get("detail") or response.data["title"])

    def project(self) -> Undertaking | None:
        """The project in the address. Raises Http404 where the actor may know of none there."""
        slug = self.kwargs["project"]
        if slug == NO_PROJECT:
            return None
        return get_object_or_404(visible(self.request.actor, Undertaking.objects.all(), "discover"), slug=slug)

    def repository(self) -> Repository:
        """The model or dataset in the address. Raises Http404 where the actor may know of none there."""
        actor, project = self.request.actor, self.project()
        known = known_to(actor, self.kind)
        thing = get_object_or_404(known, asset__slug=self.kwargs["name"], asset__owner__slug=self.kwargs["owner"])
        return Repository(thing, actor, project)


class WhoamiView(HubView):
    """`whoami`."""

    def get(self, request: ApiRequest, project: str) -> Response:
        """Who the token stands for, and the organization that it acts for."""
        self.project()
        organization, person = request.actor.organization, request.actor.user
        token = request.auth if isinstance(request.auth, Token) else None
        named = {"displayName": token.name if token else "", "role": "read"}
        return Response(
            {
                "type": "user",
                "id": str(person.uid),
                "name": organization.slug if organization else str(person.uid),
                "fullname": person.name,
                "orgs": [{"type": "org", "name": organization.slug, "fullname": organization.name}]
                if organization
                else [],
                "auth": {"type": "access_token", "accessToken": named},
            }
        )


class ListView(HubView):
    """`list_models` and `list_datasets`: the newest, by name and owner where the client asks so."""

    def get(self, request: ApiRequest, project: str) -> Response:
        """What the actor may know of."""
        self.project()
        things = known_to(request.actor, self.kind)
        if search := request.query_params.get("search", ""):
            things = things.filter(asset__name__icontains=search)
        if author := request.query_params.get("author", ""):
            things = things.filter(asset__owner__slug=author)
        return Response([telling.tell_listed(thing) for thing in things.order_by("-asset_id")[:LISTED]])


class InfoView(HubView):
    """`model_info` and `dataset_info`."""

    def get(self, request: ApiRequest, project: str, owner: str, name: str, revision: str = "main") -> Response:
        """What it is, at a version."""
        repository = self.repository()
        return Response(telling.tell_repository(repository, repository.at(revision)))


class RefsView(HubView):
    """`list_repo_refs`."""

    def get(self, request: ApiRequest, project: str, owner: str, name: str) -> Response:
        """`main` and a tag for each version."""
        repository = self.repository()
        return Response(telling.tell_refs(repository.commits(), repository.at("main")))


class CommitsView(HubView):
    """`list_repo_commits`."""

    def get(self, request: ApiRequest, project: str, owner: str, name: str, revision: str) -> Response:
        """The version and those before it."""
        repository = self.repository()
        newest = repository.at(revision).version.number
        return Response([telling.tell_commit(each) for each in repository.commits() if each.version.number <= newest])


class TreeView(HubView):
    """`list_repo_tree` and `list_repo_files`."""

    def get(self, request: ApiRequest, project: str, owner: str, name: str, revision: str, path: str = "") -> Response:
        """The files, for who may read them."""
        commit = self.repository().at(revision)
        commit.allow()
        recursive = request.query_params.get("recursive", "").lower() in ("true", "1")
        return Response(telling.tell_tree(commit, path.strip("/"), recursive=recursive))


class PathsSerializer(serializers.Serializer[Any]):
    """Paths, as JSON or as a form."""

    paths = serializers.ListField(child=serializers.CharField(), max_length=1000)


class PathsView(HubView):
    """`get_paths_info`."""

    parser_classes = (JSONParser, FormParser)

    def post(self, request: ApiRequest, project: str, owner: str, name: str, revision: str) -> Response:
        """Those of the paths sent that are there, for who may read them."""
        commit = self.repository().at(revision)
        commit.allow()
        wanted = PathsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return Response(telling.tell_paths(commit, wanted.validated_data["paths"]))


class ResolveView(HubView):
    """A file: `hf_hub_download`, `snapshot_download`, `from_pretrained`, `load_dataset`."""

    def head(self, request: ApiRequest, **_address: str) -> HttpResponseBase:
        """What a client asks before it fetches: the commit, the digest and the size."""
        return self._answer(request)

    def get(self, request: ApiRequest, **_address: str) -> HttpResponseBase:
        """The bytes, or the part that the Range header names."""
        return self._answer(request)

    def _answer(self, request: ApiRequest) -> HttpResponseBase:
        commit = self.repository().at(self.kwargs["revision"])
        commit.allow()
        entry = commit.entry(self.kwargs["path"])
        response = download(
            request._request,
            lambda part: commit.give(entry, part),
            name=entry.path,
            size=entry.size,
            sha256=entry.sha256,
        )
        response["X-Repo-Commit"] = commit.sha
        return response

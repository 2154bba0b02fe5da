"""Taking personal data out of a version, in the API: a steward's, in a browser's session; no token may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.policy import require, visible
from catalog.access import version_at
from organizations.actor import Actor
from organizations.models import Organization
from organizations.requests import ApiRequest
from privacy.deidentifying import approve_recipe, told_of, write_recipe
from privacy.models import Deidentification
from privacy.recipe_views import find_recipe
from privacy.recipes import Recipe, RecipeError
from privacy.telling import why_failed


class RecipeSerializer(serializers.ModelSerializer[Deidentification]):
    """A recipe, and where it stands: measuring, waits (for an approval), making, made or failed.

    `measured` has `rows`, and the risk `before` and `after`: rows, classes, k, unique, l.
    """

    state = serializers.CharField()
    recipient = serializers.SlugField(source="recipient.slug", default=None)
    written_by = serializers.CharField(source="written_by.name")
    approved_by = serializers.CharField(source="approved_by.name", default=None)
    version = serializers.IntegerField(source="version.version.number")
    made = serializers.IntegerField(source="made.version.number", default=None, help_text="The new version's number.")
    why = serializers.SerializerMethodField(help_text="Why it failed.")

    class Meta:
        model = Deidentification
        fields = [
            "uid", "version", "recipe", "changes", "recipient", "state", "why", "measured", "written_by", "written_at",
            "approved_by", "approved_at", "made",
        ]  # fmt: skip
        read_only_fields = fields

    def get_why(self, written: Deidentification) -> list[str]:
        """In sentences."""
        return why_failed(written.item, self.context["request"].actor)


class WriteRecipeSerializer(serializers.Serializer[Any]):
    """A recipe: `steps` with `column`, `deed`, `options`; `quasi`, `least`, `sensitive`, `diverse`."""

    recipe = serializers.JSONField()
    changes = serializers.CharField(max_length=2000, help_text="What is different, for the list of versions.")
    recipient = serializers.SlugField(required=False, allow_null=True, help_text="For whom values are hashed.")


class RecipesView(APIView):
    """The recipes of a version."""

    @extend_schema(responses=RecipeSerializer(many=True))
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """All of them, the newest first."""
        version = version_at(slug, number, by=request.actor)
        require(request.actor, "deidentify", version.version.asset)
        told = version.deidentifications.select_related(
            "item", "recipient", "written_by", "approved_by", "made__version", "version__version"
        )
        return Response(_told(told, request, many=True))

    @extend_schema(request=WriteRecipeSerializer, responses={201: RecipeSerializer})
    def post(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Write one; a worker measures what it would do."""
        version = version_at(slug, number, by=request.actor)
        require(request.actor, "deidentify", version.version.asset)
        asked = WriteRecipeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            recipe = Recipe.from_json(said["recipe"])
        except RecipeError as error:
            raise ValidationError({"recipe": told_of(error)}) from error
        recipient = _recipient(said.get("recipient"), by=request.actor)
        written = write_recipe(version, recipe, changes=said["changes"], recipient=recipient, by=request.actor)
        return Response(_told(written, request), status=HTTP_201_CREATED)


class RecipeView(APIView):
    """One recipe."""

    @extend_schema(responses=RecipeSerializer)
    def get(self, request: ApiRequest, slug: str, number: int, uid: str) -> Response:
        """Where it stands."""
        return Response(_told(find_recipe(slug, number, uid, by=request.actor), request))


class ApproveRecipeView(APIView):
    """Approving a recipe."""

    @extend_schema(request=None, responses=RecipeSerializer)
    def post(self, request: ApiRequest, slug: str, number: int, uid: str) -> Response:
        """Have the new version made: by another steward than wrote it, where there is one."""
        written = find_recipe(slug, number, uid, by=request.actor)
        return Response(_told(approve_recipe(written, by=request.actor), request))


def _told(written: Any, request: ApiRequest, *, many: bool = False) -> Any:
    return RecipeSerializer(written, many=many, context={"request": request}).data


def _recipient(slug: str | None, *, by: Actor) -> Organization | None:
    if not slug:
        return None
    found: Organization | None = visible(by, Organization.objects.all(), "discover").filter(slug=slug).first()
    if found is None:
        raise ValidationError({"recipient": _("There is no such organization. Send its address, as its page has it.")})
    return found

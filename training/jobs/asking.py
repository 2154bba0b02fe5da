"""What a request to the API asks of jobs."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers

from agreements.models import AssetVersion
from agreements.policy import visible
from collaborations.models import Project
from jobs.choices import newest_dataset, newest_helper, newest_model
from jobs.helpers import ROLES, Helpers
from jobs.models import Job
from jobs.paths import merged
from jobs.priorities import PRIORITIES
from jobs.services.going_on import LONGEST_NOTE
from jobs.specs import architecture_in, chosen_in
from jobs.wishes import MOST_MEMORY_GIB, MOST_SITES, Wishes

MOST_AT_ONCE = 500


class SubmitSerializer(serializers.Serializer[Any]):
    """What a new job is made from: a project, a model and a dataset by their slugs, and the settings to change.

    `spec.task` is one that the dataset fits; left out, it is the first of these. Where `model` is left out and
    `spec.model.architecture` says what a new one is like, that is trained from nothing. With `clone_of` all that is
    left out is as in that job, and `spec` says what is to be changed. With `after` the job waits until that one has
    succeeded; with `from_result` it starts from the model that that one makes, and `model` is left out. Beside base and
    data may help a `teacher` (a model), `synonyms` (a dataset), and `translator` and `translator_back` (models).
    """

    project = serializers.SlugField(required=False)
    model = serializers.SlugField(required=False)
    dataset = serializers.SlugField(required=False)
    teacher = serializers.SlugField(required=False, allow_null=True)
    synonyms = serializers.SlugField(required=False, allow_null=True)
    translator = serializers.SlugField(required=False, allow_null=True)
    translator_back = serializers.SlugField(required=False, allow_null=True)
    name = serializers.CharField(required=False, default="", max_length=120, allow_blank=True)
    spec = serializers.JSONField(required=False, default=dict)
    clone_of = serializers.UUIDField(required=False, allow_null=True, default=None)
    after = serializers.UUIDField(required=False, allow_null=True, default=None)
    from_result = serializers.BooleanField(required=False, default=False)
    priority = serializers.ChoiceField(list(PRIORITIES), required=False, default="normal")
    memory_gib = serializers.FloatField(required=False, default=0, min_value=0, max_value=MOST_MEMORY_GIB)
    sites = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, default=list, max_length=MOST_SITES
    )

    def get_fields(self) -> dict[str, Any]:
        """What no other job tells has to be given, so that it is named beside every other fault."""
        fields = super().get_fields()
        given = getattr(self, "initial_data", None)
        if isinstance(given, Mapping) and not given.get("clone_of"):
            fields["project"].required = fields["dataset"].required = True
            fields["model"].required = not (_names_architecture(given.get("spec")) or _starts_from_result(given))
        return fields

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Find the things that are named among those the actor may know of."""
        faults: dict[str, list[str]] = {}
        before = self._job("after", given["after"], faults)
        like = self._job("clone_of", given["clone_of"], faults)
        if like:
            given["spec"] = _changed(like, given["spec"], model="model" in given)
            given = _as_in(like) | given
        wishes = Wishes(
            priority=PRIORITIES[given["priority"]],
            memory_gib=given["memory_gib"],
            sites=tuple(dict.fromkeys(given["sites"])),
            after=before,
            from_result=given["from_result"],
        )
        found = self._inputs(given, wishes, faults)
        found["helpers"] = self._helpers(given, found, faults)
        if faults:
            raise serializers.ValidationError(faults)
        return found | {"name": given["name"], "spec": given["spec"], "wishes": wishes, "clone_of": like}

    def _job(self, field: str, uid: UUID | None, faults: dict[str, list[str]]) -> Job | None:
        jobs = visible(self.context["request"].actor, Job.objects.told(), "discover")
        found: Job | None = jobs.filter(item__uid=uid).first() if uid else None
        if uid and not found:
            faults[field] = [_("There is no job “%(uid)s” that you may know of.") % {"uid": uid}]
        return found

    def _inputs(self, given: dict[str, Any], wishes: Wishes, faults: dict[str, list[str]]) -> dict[str, Any]:
        actor = self.context["request"].actor
        projects = visible(actor, Project.objects.select_related("undertaking"), "discover")
        found: dict[str, Any] = {}
        find: dict[str, Callable[[str], Any]] = {
            "project": lambda slug: projects.filter(undertaking__slug=slug).first(),
            "model": lambda slug: newest_model(actor, found["project"], slug),
            "dataset": lambda slug: newest_dataset(actor, found["project"], slug),
        }
        for name, look_up in find.items():
            if name != "project" and "project" not in found:
                break  # what may be used is a question of the project
            if name == "model" and wishes.from_result and wishes.after:
                found[name] = wishes.after.model_version
            elif name == "model" and name not in given and _names_architecture(given["spec"]):
                found[name] = None
            elif name not in given:
                faults[name] = [_("Say which, by its address.")]
            elif (thing := look_up(given[name])) is None:
                faults[name] = [_("There is no “%(slug)s” that you may use.") % {"slug": given[name]}]
            else:
                found[name] = thing
        return found

    def _helpers(self, given: dict[str, Any], found: dict[str, Any], faults: dict[str, list[str]]) -> Helpers:
        helpers: dict[str, AssetVersion] = {}
        for role in ROLES:
            if not given.get(role) or "project" not in found:
                continue
            if thing := newest_helper(self.context["request"].actor, found["project"], role, given[role]):
                helpers[role] = thing.version
            else:
                faults[role] = [_("There is no “%(slug)s” that you may use.") % {"slug": given[role]}]
        return helpers


def _as_in(job: Job) -> dict[str, Any]:
    asked = {"project": job.project.undertaking.slug, "dataset": job.dataset_version.version.asset.slug}
    asked |= {role: version.asset.slug for role, version in job.helping.items()}
    return {**asked, "model": job.model_version.version.asset.slug} if job.model_version else asked


def _changed(job: Job, changes: Any, *, model: bool) -> Any:
    """The job's settings with the changes; what is no object of settings the spec itself tells.

    Where a `model` is named, it stands for the new one that the job made.
    """
    if not isinstance(changes, dict):
        return changes
    settings = chosen_in(job)
    if model:
        settings.pop("model", None)
    return merged(settings, changes)


def _names_architecture(spec: Any) -> bool:
    return isinstance(spec, dict) and bool(architecture_in(spec))


def _starts_from_result(given: Mapping[str, Any]) -> bool:
    return bool(given.get("after") and given.get("from_result"))


class PauseSerializer(serializers.Serializer[Any]):
    """Why a job is paused, for those who see it."""

    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NOTE)


class PrioritySerializer(serializers.Serializer[Any]):
    """How urgent a job is."""

    priority = serializers.ChoiceField(list(PRIORITIES))


class CancelManySerializer(serializers.Serializer[Any]):
    """Jobs to cancel."""

    jobs = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_AT_ONCE)


class NotCancelledSerializer(serializers.Serializer[Any]):
    """A job that was not cancelled, and why."""

    job = serializers.UUIDField()
    why = serializers.CharField()


class CancelledSerializer(serializers.Serializer[Any]):
    """What became of jobs that were to be cancelled."""

    cancelled = serializers.ListField(child=serializers.UUIDField())
    not_cancelled = NotCancelledSerializer(many=True)

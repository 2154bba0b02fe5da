"""What the API reads and says of standards and checks."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from rest_framework import serializers

from organizations.actor import Actor
from standards.models import Check, Endorsement, Standard, StandardVersion
from standards.standing import Named, Outcome, named, outcome_of


class EndorsementSerializer(serializers.ModelSerializer[Endorsement]):
    """Which party agreed to which draft."""

    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Endorsement
        fields = ["organization", "sha256", "agreed_at"]


class StandardVersionSerializer(serializers.ModelSerializer[StandardVersion]):
    """A version: what is checked, and who agreed to it."""

    number = serializers.CharField()
    body = serializers.JSONField()
    test_set = serializers.UUIDField(source="test_set.version.uid", default=None)
    agreed = EndorsementSerializer(source="endorsements", many=True)

    class Meta:
        model = StandardVersion
        fields = [
            "number", "state", "body", "text", "test_set", "sha256", "written_at", "published_at", "deprecated_at",
            "reason", "agreed",
        ]  # fmt: skip
        read_only_fields = fields


class StandardSerializer(serializers.ModelSerializer[Standard]):
    """A standard with its versions, the newest first."""

    project = serializers.SlugField(source="project.undertaking.slug")
    versions = StandardVersionSerializer(many=True)
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Standard
        fields = ["uid", "project", "name", "kind", "about", "begun_at", "versions", "page"]
        read_only_fields = fields


class NewStandardSerializer(serializers.Serializer[Any]):
    """What it is to be for."""

    project = serializers.SlugField()
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=Standard.Kind.choices)
    about = serializers.CharField(max_length=2000)


class WriteDraftSerializer(serializers.Serializer[Any]):
    """What the next version asks; docs/standards.md says what stands in `body` for each kind."""

    number = serializers.CharField(max_length=14, help_text="A semantic version, greater than the last.")
    body = serializers.DictField()
    text = serializers.CharField(max_length=50_000, default="", allow_blank=True, help_text="In Markdown.")
    test_set = serializers.UUIDField(required=False, help_text="A version of a dataset, which an evaluation pins.")


class AgreeSerializer(serializers.Serializer[Any]):
    """The draft as it was read."""

    sha256 = serializers.CharField(max_length=64)


class DeprecateSerializer(serializers.Serializer[Any]):
    """Which version, and why."""

    number = serializers.CharField(max_length=14)
    reason = serializers.CharField(max_length=2000)


class RunCheckSerializer(serializers.Serializer[Any]):
    """What is checked, and by which version."""

    number = serializers.CharField(max_length=14)
    subject = serializers.UUIDField(help_text="A version of a dataset or model, or a job.")


class CheckLineSerializer(serializers.Serializer[Any]):
    """One thing that the standard asks."""

    name = serializers.CharField()
    asked = serializers.CharField()
    found = serializers.CharField()
    mend = serializers.CharField()
    holds = serializers.BooleanField()


class RowFaultSerializer(serializers.Serializer[Any]):
    """A row that is wrong; never its value."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    words = serializers.CharField()


class ToldCheck(NamedTuple):
    """A check, with what of it one reader may know."""

    check: Check
    subject: Named
    outcome: Outcome | None = None


class CheckSerializer(serializers.Serializer[Any]):
    """A check. One that conforms is a certificate, of what had these digests."""

    uid = serializers.UUIDField(source="check.uid")
    standard = serializers.UUIDField(source="check.version.standard.uid")
    number = serializers.CharField(source="check.version.number")
    subject = serializers.CharField(source="subject.name")
    conforms = serializers.BooleanField(source="check.conforms")
    standard_sha256 = serializers.CharField(source="check.standard_sha256")
    subject_sha256 = serializers.CharField(source="check.subject_sha256")
    organization = serializers.SlugField(source="check.organization.slug")
    checked_at = serializers.DateTimeField(source="check.checked_at")
    page = serializers.CharField(source="check.get_absolute_url")


class CheckDetailSerializer(CheckSerializer):
    """The same, with what holds and what fails."""

    lines = CheckLineSerializer(source="outcome.lines", many=True)
    faults = RowFaultSerializer(
        source="outcome.faults", many=True, allow_null=True, help_text="Null for who may not see the rows."
    )


def told_of_check(check: Check, reader: Actor) -> Any:
    """The check, as this reader may see it."""
    subject = named([check], reader)[check.pk]
    return CheckDetailSerializer(ToldCheck(check, subject, outcome_of(check, reader, subject))).data


def told_of_checks(checks: Iterable[Check], reader: Actor) -> Any:
    """Many, without what holds and what fails."""
    checks = list(checks)
    names = named(checks, reader)
    return CheckSerializer([ToldCheck(check, names[check.pk]) for check in checks], many=True).data

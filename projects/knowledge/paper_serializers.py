"""What the API reads and says of papers."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from knowledge.models import Author, ManuscriptReading, Paper
from knowledge.people import Contribution
from knowledge.standing import standing_of, supports_of


class AuthorSerializer(serializers.ModelSerializer[Author]):
    """An author in their place."""

    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Contribution.choices), default=list, help_text="Of CRediT."
    )
    orcid = serializers.CharField(max_length=40, default="", allow_blank=True)

    class Meta:
        model = Author
        fields = ["name", "orcid", "roles"]


class PaperSerializer(serializers.ModelSerializer[Paper]):
    """What a list says of a paper."""

    project = serializers.SlugField(source="project.undertaking.slug")
    organization = serializers.SlugField(source="organization.slug")
    authors = AuthorSerializer(many=True)
    manuscripts = serializers.SerializerMethodField(help_text="The numbers of its versions, the latest first.")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Paper
        fields = [
            "uid", "project", "organization", "title", "abstract", "venue", "doi", "authors", "manuscripts",
            "begun_at", "submitted_at", "published_at", "page",
        ]  # fmt: skip
        read_only_fields = fields

    def get_manuscripts(self, paper: Paper) -> list[int]:
        """Numbers."""
        return [each.number for each in paper.manuscripts.all()]


class ReaderSerializer(serializers.Serializer[Any]):
    """A reader of the latest manuscript: for how many days, until when, and what it says."""

    organization = serializers.SlugField(source="organization.slug")
    days = serializers.IntegerField()
    until = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=["not_given", "reading", "read", "agrees", "objects"])
    reason = serializers.CharField(source="reading.reason", default="")
    asks = serializers.CharField(source="reading.asks", default="")


class SupportSerializer(serializers.Serializer[Any]):
    """What a paper rests on: a report, or a version of a dataset or model; and what to look at since."""

    report = serializers.UUIDField(source="support.job.uid", default=None)
    version = serializers.UUIDField(source="support.version.uid", default=None)
    name = serializers.CharField(source="support")
    says = serializers.CharField(source="support.says")
    warnings = serializers.ListField(child=serializers.CharField())


class PaperDetailSerializer(PaperSerializer):
    """A paper with what keeps it in."""

    state = serializers.SerializerMethodField()
    kept_in_by = serializers.SerializerMethodField(help_text="Sentences; none when it may be submitted or published.")
    readers = serializers.SerializerMethodField()
    rests_on = serializers.SerializerMethodField()
    bibtex = serializers.SerializerMethodField()

    class Meta(PaperSerializer.Meta):
        fields = [*PaperSerializer.Meta.fields, "state", "kept_in_by", "readers", "rests_on", "bibtex"]
        read_only_fields = fields

    def to_representation(self, paper: Paper) -> dict[str, Any]:
        """With its standing, found once."""
        self.standing, self.reader = standing_of(paper), self.context["request"].actor
        return super().to_representation(paper)

    def get_state(self, _paper: Paper) -> str:
        """draft, in_review, objected, frozen, approved, submitted or published."""
        return self.standing.state

    def get_kept_in_by(self, _paper: Paper) -> list[str]:
        """As the reader may read it."""
        return self.standing.decision.sentences(self.reader)

    @extend_schema(responses=ReaderSerializer(many=True))
    def get_readers(self, _paper: Paper) -> list[dict[str, Any]]:
        """By the terms that bind what it rests on."""
        return list(ReaderSerializer(self.standing.readers, many=True).data)

    @extend_schema(responses=SupportSerializer(many=True))
    def get_rests_on(self, paper: Paper) -> list[dict[str, Any]]:
        """With warnings."""
        return list(SupportSerializer(supports_of(paper, self.standing.decision, self.reader), many=True).data)

    def get_bibtex(self, paper: Paper) -> str:
        """Where its entry is."""
        return reverse("api:paper-bibtex", args=[paper.uid])


class ParticularsSerializer(serializers.Serializer[Any]):
    """What is said of a paper."""

    title = serializers.CharField(max_length=300)
    abstract = serializers.CharField(max_length=20_000, default="", allow_blank=True)
    venue = serializers.CharField(max_length=200, default="", allow_blank=True)
    doi = serializers.CharField(max_length=200, default="", allow_blank=True)


class NewPaperSerializer(ParticularsSerializer):
    """A paper that begins, with its authors."""

    project = serializers.SlugField()
    authors = AuthorSerializer(many=True, default=list)


class NewSupportSerializer(serializers.Serializer[Any]):
    """One of the two."""

    report = serializers.UUIDField(default=None, help_text="A job of the project.")
    version = serializers.UUIDField(default=None, help_text="A version of a dataset or model.")
    says = serializers.CharField(max_length=300, default="", allow_blank=True)


class NewManuscriptSerializer(serializers.Serializer[Any]):
    """A version of the text, in multipart/form-data."""

    file = serializers.FileField()
    changes = serializers.CharField(max_length=300, default="", allow_blank=True)


class ManuscriptAnswerSerializer(serializers.Serializer[Any]):
    """What a reader says; an objection has both a reason and what should change."""

    answer = serializers.ChoiceField(choices=ManuscriptReading.Answer.choices)
    reason = serializers.CharField(max_length=4000, default="", allow_blank=True)
    asks = serializers.CharField(max_length=4000, default="", allow_blank=True)

"""The rows that the rule reads: where permissions are found, and what is annotated to assets and grants."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Func, QuerySet
from django.db.models.expressions import RawSQL

from agreements.operations import Operation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from agreements.models import Asset, Grant

    class Asked(TypedDict):
        """The ids of the grants that give what is asked of an asset; of a source, the versions that were used."""

        granted: list[int]
        granted_to_me: list[int]
        last_used: int | None
        used: list[int]
        made_at: datetime | None

    class Standing(TypedDict):
        """What keeps a grant from being used, or nothing; until when it held; the number of its terms.

        `ethics_until` is when the last of the project's accepted ethics approvals runs out; None where there is none.
        """

        standing: str
        held_until: datetime | None
        version: int
        ethics_until: datetime | None

    AskedAsset: TypeAlias = WithAnnotations[Asset, Asked]
    StandingGrant: TypeAlias = WithAnnotations[Grant, Standing]


PERMISSION = """(
    SELECT permission.id FROM auth_permission permission
    JOIN django_content_type type ON type.id = permission.content_type_id
    WHERE type.app_label = 'agreements' AND type.model = 'asset' AND permission.codename = %s
)"""


def permission_for(operation: Operation) -> RawSQL:
    """The id of Django's permission for an operation on assets; written out, for it stands in every search."""
    return RawSQL(PERMISSION, [f"{operation}_asset"])  # noqa: S611  its one parameter is passed


class AnyOf(Func):
    """`a = ANY(array)`: the array is made once, not looked into for each row."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class FoundAlso(Func):
    """Whether an id is among what another query has found: run once, and hashed, for all places that ask."""

    template = "(%(expressions)s IN (SELECT id FROM found_also))"
    output_field = BooleanField()

    @staticmethod
    def among(found: "QuerySet[Any, Any]", array: str) -> tuple[str, tuple[Any, ...]]:
        """The SQL of an array in which this is asked, with the query that answers; and that one's parameters."""
        sql, params = found.order_by().query.sql_with_params()
        return array.replace("ARRAY(", f"ARRAY(WITH found_also(id) AS MATERIALIZED ({sql}) ", 1), params


class Overlap(Func):
    """Whether two arrays have something in common."""

    template = "(%(expressions)s)"
    arg_joiner = " && "
    output_field = BooleanField()


IDS: "ArrayField[list[int], list[int]]" = ArrayField(BigIntegerField())


def joined(branches: "list[QuerySet[Any, Any]]") -> ArraySubquery:
    """One array of the ids of all, in which one may stand more than once: to find that out costs more than it saves."""
    first, *others = branches
    return ArraySubquery(first.union(*others, all=True) if others else first)

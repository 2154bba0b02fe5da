"""The terms of an agreement: their shape, what makes them well formed, and the bytes that are signed."""

from agreements.terms.between import faults_between
from agreements.terms.canonical import canonical, digest, signed_document
from agreements.terms.checking import check_terms, faults_in_form
from agreements.terms.earlier import in_todays_form
from agreements.terms.faults import Fault
from agreements.terms.nothing import asking_nothing_but
from agreements.terms.published import json_schema
from agreements.terms.reading import Period, period, providers, recipients
from agreements.terms.shape import (
    LANGUAGES,
    SCHEMA,
    SHAREABLE,
    AssetName,
    Portion,
    Protections,
    Publication,
    Purposes,
    Share,
    Terms,
    Words,
)

__all__ = [
    "LANGUAGES",
    "SCHEMA",
    "SHAREABLE",
    "AssetName",
    "Fault",
    "Period",
    "Portion",
    "Protections",
    "Publication",
    "Purposes",
    "Share",
    "Terms",
    "Words",
    "asking_nothing_but",
    "canonical",
    "check_terms",
    "digest",
    "faults_between",
    "faults_in_form",
    "in_todays_form",
    "json_schema",
    "period",
    "providers",
    "recipients",
    "signed_document",
]

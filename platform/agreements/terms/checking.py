"""Whether terms are well formed. Every fault is found at once, as a sentence that names its path.

Whether the organizations, assets and projects exist is asked where terms become a version (services/naming.py).
"""

from typing import cast

from django.core.exceptions import ValidationError

from agreements.terms import declaration
from agreements.terms.between import faults_between
from agreements.terms.checks import Faults
from agreements.terms.shape import Terms


def check_terms(terms: object) -> Terms:
    """The same terms, now known to be well formed.

    Raises:
        ValidationError: one sentence for each fault, naming where it stands.
    """
    faults = list(faults_in_form(terms)) or list(faults_between(cast(Terms, terms)))
    if faults:
        raise ValidationError(faults)
    return cast(Terms, terms)


def faults_in_form(terms: object) -> Faults:
    """What the published schema says: parts that are missing, superfluous, or not what stands in their place."""
    return declaration.terms.faults(terms, "")

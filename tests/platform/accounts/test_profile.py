"""One's own page, with an ORCID iD whose check character is right."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.checks import check_orcid


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"])
def test_real_identifiers_are_right(orcid):
    check_orcid(orcid)


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0098", "0000-0002-1694-2330", "0000000218250097", "x", "0000-0002-1825-009a"]
)
def test_others_are_wrong(orcid):
    with pytest.raises(ValidationError):
        check_orcid(orcid)


def test_one_says_ones_name_and_orcid_and_colleagues_find_it(partner, client_for):
    client = client_for(partner)

    client.post(
        reverse("accounts:profile"),
        {"name": "Dr Wen Jiahui", "language": "", "orcid": "https://orcid.org/0000-0002-1694-233x"},
    )

    page = client.get(partner.organization.get_absolute_url())
    assert "Dr Wen Jiahui" in page.text
    assert "https://orcid.org/0000-0002-1694-233X" in page.text


def test_a_wrong_one_is_told_at_its_field(partner, client_for):
    page = client_for(partner).post(reverse("accounts:profile"), {"name": "Wen", "orcid": "0000-0002-1694-2330"})

    assert page.status_code == 422
    assert "last character" in page.text

"""The reader's own colours and language."""

import pytest

pytestmark = pytest.mark.django_db


def test_chosen_colours_stay_on_the_next_page(client):
    response = client.post("/colours/", {"theme": "dark", "next": "/styleguide/#forms"})

    assert response.headers["Location"] == "/styleguide/#forms"
    assert 'data-theme="dark"' in client.get("/styleguide/").text


def test_colours_go_back_to_the_system_s(client):
    client.post("/colours/", {"theme": "dark"})
    client.post("/colours/", {"theme": ""})

    assert "data-theme" not in client.get("/styleguide/").text


def test_chosen_words_are_chinese_from_the_next_page_on(client):
    client.post("/language/", {"language": "zh-hans"})

    assert '<html lang="zh-Hans"' in client.get("/styleguide/").text


def test_a_signed_in_person_s_language_is_kept_with_the_person(client_for, partner):
    client_for(partner).post("/language/", {"language": "zh-hans"})

    partner.user.refresh_from_db()
    assert partner.user.language == "zh-hans"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(client, elsewhere):
    assert client.post("/colours/", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    response = client.post("/language/", {"language": "xx; Domain=evil"})

    assert response.status_code == 302
    assert not response.cookies

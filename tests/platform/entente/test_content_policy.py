"""The content policy: 'self' and nothing inline, on every page but the API's own description."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/account/login/", "/admin/login/", "/styleguide/", "/nowhere/"])
def test_pages_allow_only_our_own_files(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "data:" not in policy


def test_the_admin_keeps_the_same_policy(client: Client) -> None:
    pages = [client.get(path).headers["Content-Security-Policy"] for path in ("/admin/", "/account/login/")]

    assert pages[0] == pages[1]


def test_the_page_of_the_api_works_under_its_own_policy(page_for: Callable[..., Page]) -> None:
    page = page_for()

    page.goto("/api/docs/")

    page.get_by_role("heading", name="Entente").wait_for()

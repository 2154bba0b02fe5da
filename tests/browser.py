"""One Chromium for each worker, and pages of the running site in it; every page has to keep the content policy."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.doors import ClientFor

from organizations.actor import Actor

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-sandbox",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("No browser: install Debian's chromium to run the tests that look at pages.")
    # Playwright keeps an event loop in this thread, and Django would take every query for one made in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live_site(live_server: LiveServer) -> LiveServer:
    """The site on a port of its own; its `url` is where a browser finds it."""
    return live_server


@pytest.fixture
def page_for(chromium: Browser, live_site: LiveServer, client_for: ClientFor) -> Iterator[Callable[..., Page]]:
    """A page signed in as the actor (None: nobody). At the end, complaints on any page's console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(actor: Actor | None = None, *, width: int = 1440, **options: Any) -> Page:
        options = {"viewport": {"width": width, "height": 900}, "color_scheme": "light", "locale": "en"} | options
        context = chromium.new_context(base_url=live_site.url, **options)
        contexts.append(context)
        if actor is not None:
            key = client_for(actor).session.session_key
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": str(key), "url": live_site.url}])
        page = context.new_page()
        page.on("console", lambda said: "Content Security Policy" in said.text and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe finds on a page, with options of its own: one line each, empty when all is well."""

    def look(page: Page, **options: Any) -> list[str]:
        # preloading would fetch every stylesheet once more and set it in the page, against the content policy
        found = Axe().run(page, options={"preload": False} | options).response["violations"]
        return [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes'][:3]]}" for v in found]

    return look

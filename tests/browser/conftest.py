"""A real browser on the application, signed in as any role. It reaches this machine and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sightline.web.accounts.models import Role, User

# The fixtures of the council and its people are those of the tests without a browser.
from tests.web.conftest import (  # noqa: F401
    MakeUser,
    council,
    make_user,
    nobody_tried_before,
    organisation,
    store,
    worker,
)

DESK, PHONE = 1366, 320
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Nothing outside is looked up, so a page that fetched something from elsewhere would show.
ONLY_HERE = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all the tests of a worker process."""
    if CHROMIUM is None:
        pytest.skip("these tests need Chromium: apt-get install chromium")
    # Playwright runs a loop of its own in this thread, which Django would take for a mistake of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ONLY_HERE)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


OpenPage = Callable[..., Page]


def is_fault(said: ConsoleMessage) -> bool:
    """Whether a line of the console is a fault of the page. That a page says no, or is not there, is none."""
    return said.type == "error" and "status of 40" not in said.text


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, council: Path) -> Iterator[OpenPage]:  # noqa: F811
    """Opens a page of a width, signed in as a user where one is given. A fault on the page's console fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(user: User | None = None, *, width: int = DESK, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, java_script_enabled=scripts
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on(
            "console", lambda said: faults.append(said.text) if said.type == "error" and "status of 40" not in said.text else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def person(make_user: MakeUser) -> Callable[[Role], User]:  # noqa: F811
    """Somebody of a role, made once."""
    held: dict[Role, User] = {}

    def of(role: Role) -> User:
        if role not in held:
            held[role] = make_user(role)
        return held[role]

    return of

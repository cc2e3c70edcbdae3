"""axe on every route as every role, at the width of a desk and of a phone; and nothing wider than the phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from sightline.web.accounts.models import Role, User
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.web.test_sweep import ROUTES, address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lists_children]
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A file is not a page, leaving is no place to stay, and the health page is one word for a machine.
NOT_PAGES = {"scorecard_csv", "children_csv", "mfa_download_recovery_codes", "health", "account_logout", "change_person"}
# What differs between two pages that are built alike: who is signed in, and what is drawn anew for each answer.
DRAWN = re.compile(r'nonce="[^"]*"|value="\w{64}"|Demo [^<]*|<span>[^<]*, [^<]*</span>')

_passed: set[tuple[int, str]] = set()


def barriers(page: Page, width: int) -> list[dict[str, Any]]:
    """What axe finds on the page; nothing for one that is built as one that has passed at this width."""
    built = DRAWN.sub("", page.content())
    if (width, built) in _passed:
        return []
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)["violations"]
    if not found:
        _passed.add((width, built))
    return [
        {"rule": each["id"], "help": each["help"], "nodes": [node["html"][:200] for node in each["nodes"][:3]]} for each in found
    ]


def check(page: Page, name: str, width: int, pk: int = 0) -> list[Any]:
    page.goto(address(name, pk))
    found: list[Any] = barriers(page, width)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("role", Role)
def test_no_page_has_a_barrier(role: Role, width: int, open_page: OpenPage, person: Callable[[Role], User]) -> None:
    user = person(role)
    page = open_page(user, width=width)
    found = {name: faults for name in ROUTES if name not in NOT_PAGES and (faults := check(page, name, width, user.pk))}
    assert not found


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_page_of_a_stranger_has_a_barrier(width: int, open_page: OpenPage) -> None:
    page = open_page(width=width)
    names = [name for name, (_, _, roles) in ROUTES.items() if roles is None and name not in NOT_PAGES]
    found = {name: faults for name in names if (faults := check(page, name, width))}
    assert not found


def test_a_barrier_is_noticed(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(address("account_login"))
    page.evaluate("document.querySelector('label').remove()")
    assert "label" in {each["rule"] for each in barriers(page, DESK)}

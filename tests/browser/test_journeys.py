"""What people do, in a real browser: with and without scripts, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from sightline.web.accounts.models import Role, User
from sightline.web.core.models import Action, ActivityEntry
from tests.browser.conftest import PHONE, OpenPage
from tests.web.conftest import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db(transaction=True)
Person = Callable[[Role], User]


@pytest.mark.lists_children
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_signing_in_to_the_children_behind_a_figure(scripts: bool, open_page: OpenPage, make_user: MakeUser) -> None:
    """A team manager signs in, opens the first key indicator, and the children behind its figure."""
    user = make_user(Role.TEAM_MANAGER)
    page = open_page(scripts=scripts)
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs attention")
    row = page.locator("main tbody tr", has=page.locator("td a")).first
    name = row.locator("th a").inner_text()
    row.locator("th a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.locator("dl.sl-headline a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is behind this figure")
    expect(page.locator("main")).to_contain_text("Counted:")
    entry = ActivityEntry.objects.get()
    assert (entry.by, entry.action) == (user, Action.SAW_CHILDREN)


def test_choosing_another_month_keeps_the_address(open_page: OpenPage, person: Person) -> None:
    page = open_page(person(Role.DIRECTOR))
    page.goto(reverse("indicator", args=["assessments-45-days"]))
    page.get_by_label("Month").select_option("2026-06")
    page.get_by_label("Split by").select_option("team")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"period=2026-06.*by=team"))
    expect(page.get_by_role("table", name=re.compile("by team"))).to_be_visible()


def test_the_keyboard_alone_reaches_the_page(open_page: OpenPage, person: Person) -> None:
    """The first stop skips the menu; every stop shows where it is."""
    page = open_page(person(Role.DIRECTOR))
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.keyboard.press("Tab")
    for _ in range(6):
        assert stop_is_seen(page)
        page.keyboard.press("Tab")


def stop_is_seen(page: Page) -> bool:
    """Whether the element in focus lies in the window and is marked."""
    return bool(
        page.evaluate(
            """() => {
              const stop = document.activeElement, box = stop.getBoundingClientRect(), style = getComputedStyle(stop);
              const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
              return marked && box.bottom > 0 && box.top < innerHeight && box.width > 0;
            }"""
        )
    )


def test_the_menu_of_a_phone_opens_and_closes(open_page: OpenPage, person: Person) -> None:
    page = open_page(person(Role.DIRECTOR), width=PHONE)
    page.goto("/")
    link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Scorecards")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scorecards")


def test_an_error_leads_to_its_field(open_page: OpenPage, person: Person) -> None:
    page = open_page(person(Role.ADMINISTRATOR))
    page.goto(reverse("invite"))
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Email address").fill("ann@council.example")
    page.get_by_label("Role").select_option("team_manager")
    page.get_by_role("button", name="Invite").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_unit"


def test_an_invited_person_comes_in(open_page: OpenPage, person: Person, council: Path) -> None:
    page = open_page(person(Role.ADMINISTRATOR))
    page.goto(reverse("invite"))
    page.get_by_label("Name").fill("Ann Field")
    page.get_by_label("Email address").fill("ann@council.example")
    page.get_by_label("Role").select_option("director")
    page.get_by_role("button", name="Invite").click()
    link = page.locator(".sl-code").inner_text()
    guest = open_page()
    guest.goto(link)
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_role("button", name="Make the account").click()
    guest.get_by_label("Email").fill("ann@council.example")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Sign in").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("What needs attention")

"""The children behind a figure: exactly those counted, as far as each reader may see, every time written down."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.urls import reverse
from lxml import html

from sightline.intake.store import Store
from sightline.pipeline.behind import Asking, find_behind
from sightline.pipeline.organisation import Organisation, Worker
from sightline.pipeline.scorecard import make_scorecard
from sightline.vocabulary.periods import Month, Window
from sightline.vocabulary.scope import Scope
from sightline.web.accounts.models import Role, User
from sightline.web.accounts.policies import scope_of
from sightline.web.core.models import Action, ActivityEntry
from tests.support.pages import InspectingClient
from tests.web.conftest import OPEN_TO, MakeUser, SignIn

pytestmark = pytest.mark.lists_children
OCTOBER = Month(2026, 10)
CHILD = re.compile(r"SYN-\d+")
INDICATOR = "cin-incl-cpp-count"
LIST = {"period": "2026-10", "window": "snapshot"}


def children_on(client: InspectingClient, indicator: str = INDICATOR, **asked: str) -> set[str]:
    response = client.get(reverse("children", args=[indicator]), {**LIST, **asked})
    assert response.status_code == 200
    return set(CHILD.findall(response.content.decode()))


def held_by(store: Path, **where: str) -> set[str]:
    """The children of the list by the plain reading of the staged rows: every one, then filtered in Python."""
    found = find_behind(store, Asking(INDICATOR, OCTOBER, Window.SNAPSHOT), scope=Scope.of_all())
    rows = (*found.counted, *found.not_counted, *found.left_out)
    return {row.person_id for row in rows if all(getattr(row, name) == value for name, value in where.items()) and row.person_id}


def restricted(store: Path) -> set[str]:
    load = Store(store).current_load()
    return set(pq.read_table(load.tables["loc_restricted"]).column("person_id").to_pylist())


def test_the_council_has_what_these_tests_are_about(store: Path, worker: Worker, organisation: Organisation) -> None:
    everybody, own = held_by(store), held_by(store, worker=worker.professional_id)
    assert own and own < everybody
    assert restricted(store) & everybody
    assert len({unit.team for unit in organisation.units if unit.team}) > 3


def test_a_social_worker_sees_only_their_own(store: Path, worker: Worker, sign_in: SignIn) -> None:
    seen = children_on(sign_in(Role.SOCIAL_WORKER))
    assert seen == held_by(store, worker=worker.professional_id) - restricted(store)


def test_a_team_manager_sees_only_the_team(store: Path, worker: Worker, organisation: Organisation, sign_in: SignIn) -> None:
    unit = organisation.unit(worker.unit_id)
    assert unit is not None and unit.team is not None
    assert children_on(sign_in(Role.TEAM_MANAGER)) == held_by(store, team=unit.team) - restricted(store)


def test_whoever_sees_all_still_sees_no_restricted_record(store: Path, sign_in: SignIn) -> None:
    assert children_on(sign_in(Role.DIRECTOR)) == held_by(store) - restricted(store)


def test_whom_a_record_is_opened_to_sees_it(store: Path, sign_in: SignIn) -> None:
    assert children_on(sign_in(Role.DIRECTOR, OPEN_TO)) == held_by(store)


def test_a_guessed_group_opens_no_other_team(store: Path, worker: Worker, organisation: Organisation, sign_in: SignIn) -> None:
    client, own = sign_in(Role.SOCIAL_WORKER), held_by(store, worker=worker.professional_id)
    for team in organisation.team_names:
        assert children_on(client, by="team", group=team) <= own
    # Splitting by worker is for managers, whoever is asked for.
    assert client.get(reverse("children", args=[INDICATOR]), {**LIST, "by": "worker", "group": "W00001"}).status_code == 403


def test_the_export_is_no_wider_than_the_page(store: Path, worker: Worker, sign_in: SignIn) -> None:
    response = sign_in(Role.SOCIAL_WORKER).get(reverse("children_csv", args=[INDICATOR]), LIST)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["Person"] for row in rows} == held_by(store, worker=worker.professional_id) - restricted(store)
    assert not CHILD.search(response.headers["Content-Disposition"])


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_some_roles_never_reach_a_child(role: Role, sign_in: SignIn) -> None:
    client = sign_in(role)
    for route in ("children", "children_csv"):
        assert client.get(reverse(route, args=[INDICATOR]), LIST).status_code == 403
    for route in ("home", "scorecard", "indicator"):
        arguments = {"scorecard": ["key"], "indicator": [INDICATOR]}.get(route, [])
        page = client.get(reverse(route, args=arguments)).content.decode()
        assert "/children/" not in page and not CHILD.search(page)
    assert not ActivityEntry.objects.exists()


def test_an_account_without_a_place_sees_nobody(sign_in: SignIn) -> None:
    assert children_on(sign_in(Role.TEAM_MANAGER, unit="")) == set()
    assert children_on(sign_in(Role.SOCIAL_WORKER, "other@council.example", worker="")) == set()
    assert children_on(sign_in(Role.TEAM_MANAGER, "third@council.example", unit="no such unit")) == set()


def test_no_role_means_no_child(organisation: Organisation) -> None:
    assert scope_of(User(email="x@council.example", role="invented"), organisation).sees_nobody
    assert scope_of(User(email="x@council.example", role=Role.DIRECTOR, is_active=False), organisation).sees_nobody


def test_every_list_is_written_down(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    seen = children_on(client)
    client.get(reverse("children_csv", args=[INDICATOR]), LIST)
    saw, took = ActivityEntry.objects.order_by("id")
    assert (saw.action, took.action) == (Action.SAW_CHILDREN, Action.EXPORTED_CHILDREN)
    assert saw.about == "cin-incl-cpp-count, end of October 2026"
    assert saw.rows is not None and saw.rows >= len(seen) and saw.rows == took.rows
    assert not CHILD.search(f"{saw.about}{saw.page}{took.about}{took.page}")


def test_the_log_can_be_reviewed(sign_in: SignIn, make_user: MakeUser) -> None:
    children_on(sign_in(Role.DIRECTOR))
    client = sign_in(Role.QA_MANAGER)
    page = client.get(reverse("activity"), {"action": "saw_children"}).content.decode()
    assert "director@council.example" in page and "end of October 2026" in page
    assert "Nothing to show" in client.get(reverse("activity"), {"action": "invited"}).content.decode()
    assert (
        "The last day is before the first"
        in client.get(reverse("activity"), {"since": "2026-10-02", "until": "2026-10-01"}).content.decode()
    )


@pytest.mark.parametrize(
    "asked",
    [{}, {"period": "2026-13", "window": "month"}, {"period": "2026-10", "window": "century"},
     {"period": "2026-10", "window": "snapshot", "by": "team"}, {"period": "1999-01", "window": "snapshot"},
     {"period": "2026-10", "window": "snapshot", "by": "team' OR 1=1", "group": "x"}],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_not_found(asked: dict[str, str], sign_in: SignIn) -> None:
    assert sign_in(Role.DIRECTOR).get(reverse("children", args=[INDICATOR]), asked).status_code == 404
    assert not ActivityEntry.objects.exists()


def test_every_linked_figure_opens_its_own_children(store: Path, sign_in: SignIn) -> None:
    """Each figure of a scorecard page links to a list that is as long as its own n and d."""
    client = sign_in(Role.DIRECTOR, OPEN_TO)
    page = html.fromstring(client.get(reverse("scorecard", args=["key"])).content)
    links = {link.get("href"): link.text for link in page.xpath("//main//td//a[contains(@href, '/children/')]")}
    assert len(links) > 30
    figures = {
        (cell.figure.indicator, cell.figure.period, cell.figure.window): cell
        for _, line in make_scorecard(store, "key").lines()
        for cell in line.cells.values()
        if cell.figure is not None
    }
    compared = 0
    for address in links:
        found = re.fullmatch(r"/indicators/([\w-]+)/children/\?period=([\d-]+)&window=(\w+)", address)
        assert found is not None, address
        key = (found[1], Month.parse(found[2]), Window(found[3]))
        cell = figures[key]
        behind = find_behind(store, Asking(*key), scope=Scope.of_all())
        if behind.has_two_parts and behind.units_in_all is not None:
            assert (len(behind.counted), len(behind.counted) + len(behind.not_counted)) == (cell.numerator, cell.denominator), key
            compared += 1
    assert compared > 15

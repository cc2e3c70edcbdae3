"""Pages of figures say what the library says, of the month, unit and window that were chosen."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.urls import reverse
from lxml import html

from sightline.pipeline.attention import find_attention
from sightline.pipeline.organisation import Organisation, Worker
from sightline.pipeline.scorecard import make_scorecard
from sightline.vocabulary.periods import Month
from sightline.web.accounts.models import Role
from sightline.web.performance.exporting import harmless
from tests.web.conftest import SignIn


def rows_of(content: bytes) -> list[list[str]]:
    """The text of every row of every table, cell by cell."""
    page = html.fromstring(content)
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in page.xpath("//main//tbody/tr")]


@pytest.mark.parametrize("name", ["key", "board", "everything"])
def test_a_scorecard_shows_what_the_report_shows(name: str, store: Path, sign_in: SignIn) -> None:
    card = make_scorecard(store, None if name == "everything" else name)
    shown = rows_of(sign_in(Role.DIRECTOR).get(reverse("scorecard", args=[name])).content)
    lines = [line for _, line in card.lines()]
    assert len(shown) == len(lines)
    for row, line in zip(shown, lines, strict=True):
        assert row[0].startswith(line.name)
        for text, column in zip(row[1:], card.columns, strict=True):
            assert text.startswith(line.cell(column).shown), (line.name, column.heading)


def test_another_month_and_unit_may_be_chosen(store: Path, worker: Worker, organisation: Organisation, sign_in: SignIn) -> None:
    unit = organisation.unit(worker.unit_id)
    assert unit is not None and unit.team is not None
    card = make_scorecard(store, "monthly", month=Month(2026, 6), unit=unit.team)
    client = sign_in(Role.DIRECTOR)
    response = client.get(reverse("scorecard", args=["monthly"]), {"period": "2026-06", "unit": unit.team})
    page = html.fromstring(response.content)
    assert page.findtext(".//h1") == f"{card.title}, {unit.name}"
    assert len(rows_of(response.content)) == len(card.lines())


def test_lines_may_be_looked_for(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    found = rows_of(client.get(reverse("scorecard", args=["everything"]), {"words": "within 45 days"}).content)
    assert found and all("within" in row[0].lower() and "45" in row[0] for row in found)
    not_met = rows_of(client.get(reverse("scorecard", args=["everything"]), {"only": "not_met"}).content)
    assert not_met and all(any("Not met" in cell for cell in row) for row in not_met)
    none = client.get(reverse("scorecard", args=["key"]), {"words": "no such words"}).content.decode()
    assert "No line is of that kind" in none


def test_the_csv_has_every_column(store: Path, sign_in: SignIn) -> None:
    card = make_scorecard(store, "key")
    response = sign_in(Role.DIRECTOR).get(reverse("scorecard_csv", args=["key"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Section", "Indicator", *(column.heading for column in card.every_column)]
    assert len(rows) == len(card.lines()) + 1


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+44 20", "'+44 20"), ("-2.5", "-2.5"), ("–", "–"), ("\tx", "'\tx")],
)  # fmt: skip
def test_a_cell_never_runs(cell: str, written: str) -> None:
    assert harmless(cell) == written


def test_a_wrong_month_is_said_on_the_form(sign_in: SignIn) -> None:
    response = sign_in(Role.DIRECTOR).get(reverse("scorecard", args=["key"]), {"period": "1999-01"})
    assert response.status_code == 200
    assert "no figures for that month" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/scorecards/no-such-card/", "/indicators/no-such-indicator/", "/nowhere/", "/indicators/no-such/children/"]
)
def test_what_is_not_there_is_said(address: str, sign_in: SignIn) -> None:
    response = sign_in(Role.DIRECTOR).get(address)
    assert response.status_code == 404
    assert "Go to the home page" in response.content.decode()


def test_home_begins_with_what_is_getting_worse(store: Path, sign_in: SignIn) -> None:
    found = find_attention(store, "key")
    shown = rows_of(sign_in(Role.DIRECTOR).get(reverse("home")).content)
    assert [row[1] for row in shown] == [row.says for row in found.rows]
    assert [row.need for row in found.rows] == sorted(row.need for row in found.rows)


def test_a_team_manager_begins_with_the_team(worker: Worker, organisation: Organisation, sign_in: SignIn) -> None:
    unit = organisation.unit(worker.unit_id)
    assert unit is not None
    assert unit.name in sign_in(Role.TEAM_MANAGER).get(reverse("home")).content.decode()


def test_an_indicator_page_has_its_five_things(sign_in: SignIn) -> None:
    response = sign_in(Role.DIRECTOR).get(
        reverse("indicator", args=["assessments-45-days"]), {"by": "team", "window": "rolling_12"}
    )
    page = html.fromstring(response.content)
    assert page.xpath("//main//svg[@role='img']/title") and page.xpath("//main//svg[@role='img']/desc")
    headings = [heading.text for heading in page.iter("h2")]
    assert {"Why it matters", "Questions to ask", "What it means"} <= set(headings)
    assert "12 months to October 2026" in response.content.decode()
    assert len(page.xpath("//table")) == 2


def test_a_board_reads_the_whole_only(sign_in: SignIn) -> None:
    client = sign_in(Role.BOARD_MEMBER)
    page = client.get(reverse("indicator", args=["assessments-45-days"])).content.decode()
    assert 'name="by"' not in page and 'name="unit"' not in page
    for asked in ({"by": "team"}, {"unit": "T003"}):
        assert client.get(reverse("indicator", args=["assessments-45-days"]), asked).status_code == 403
    assert client.get(reverse("scorecard", args=["key"]), {"unit": "T003"}).status_code == 403


def test_single_workers_are_for_managers(sign_in: SignIn) -> None:
    address = reverse("indicator", args=["assessments-45-days"])
    assert sign_in(Role.SOCIAL_WORKER).get(address, {"by": "worker"}).status_code == 403
    assert sign_in(Role.TEAM_MANAGER).get(address, {"by": "worker"}).status_code == 200


def test_a_search_finds_and_says_when_it_does_not(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    found, none = (client.get(reverse("indicators"), {"words": words}).content.decode() for words in ("45 days", "zebra"))
    assert "Assessments completed within 45 working days" in found
    assert "No indicator has all of these words" in none


def test_an_empty_store_is_said_plainly(tmp_path: Path, settings, sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    settings.SIGHTLINE_STORE = tmp_path
    for route in ("home", "scorecards", "indicators"):
        assert client.get(reverse(route)).status_code in (200, 404, 503)
    page = client.get(reverse("scorecard", args=["key"])).content.decode()
    assert "There are no figures" in page

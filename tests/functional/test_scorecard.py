"""`scorecard`: the same figures as everywhere else, judged against what lies in the store, the same in every format."""

from __future__ import annotations

import html
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from sightline.cli.scorecards import columns_that_fit
from sightline.pipeline.scorecard import make_scorecard
from sightline.vocabulary.numbers import round_half_away
from tests.support.command_line import Said, said

FIRST_COLUMNS = [
    *("Section", "Indicator", "Good is", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026"),
    *("Year to date", "Previous year", "Direction of travel", "Target", "Rating"),
]
TIMELY = "Assessments completed within 45 working days"
HELD = "Initial conferences held within 15 working days of the start of the enquiry"
PLANS = "Children subject of a child protection plan"
Line = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def whole(store: Path) -> dict[str, Said]:
    """The scorecard of every indicator in each format."""
    return {form: card(store, "--format", form) for form in ("csv", "html", "xlsx")}


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may lay files in."""
    return Path(shutil.copytree(store, tmp_path / "store"))


def lay(store: Path, name: str, *lines: str) -> None:
    (store / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def card(store: Path, *arguments: object) -> Said:
    ran = said("scorecard", *arguments, "--store", store)
    assert ran.code == 0, ran.err
    return ran


def line(store: Path, name: str, *arguments: object) -> dict[str, str]:
    """One line of the scorecard's CSV, by the indicator's name."""
    return next(row for row in card(store, "summary", *arguments, "--format", "csv").rows if row["Indicator"] == name)


def number(text: str) -> float | None:
    plain = text.rstrip("%").replace(",", "")
    return None if plain in {"", "–"} else float(plain)


def test_the_first_columns_keep_their_places(whole: dict[str, Said]) -> None:
    header = whole["csv"].out.splitlines()[0].split(",")
    assert header[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    assert header[-2:] == ["Cautions", "Comments"]
    assert len(set(header)) == len(header)


@pytest.mark.parametrize(
    ("indicator", "name", "window"),
    [
        ("assessments-45-days", TIMELY, "month"),
        ("contacts-received", "Contacts received", "month"),
        ("cpp-open-count", PLANS, "snapshot"),
    ],
)
def test_a_month_is_the_observation_as_displayed(store: Path, indicator: str, name: str, window: str) -> None:
    shown = line(store, name)
    asked = said("observations", "--indicator", indicator, "--window", window, "--store", store)
    held = {row["period"]: row["value"] for row in asked.rows}
    places = 1 if shown["Oct 2026"].endswith("%") else 0
    for month, period in (("Jul 2026", "2026-07"), ("Oct 2026", "2026-10")):
        assert number(shown[month]) == round_half_away(float(held[period]), places)


def test_targets_of_the_extract_hold_until_the_store_has_its_own(own: Path) -> None:
    assert line(own, TIMELY)["Target"] == "85% or more"
    lay(own, "targets.csv", "indicator,met,near,unit", "assessments-45-days,99.9,0,%")
    shown = line(own, TIMELY)
    assert (shown["Target"], shown["Rating"]) == ("99.9% or more", "◐ Near")
    assert line(own, HELD)["Target"] == ""


def test_a_file_that_is_named_goes_before_both(own: Path, tmp_path: Path) -> None:
    lay(own, "targets.csv", "indicator,met", "assessments-45-days,99.9")
    lay(tmp_path, "mine.csv", "indicator,met", "assessments-45-days,0")
    assert line(own, TIMELY, "--targets", tmp_path / "mine.csv")["Rating"] == "● Met"
    missing = said("scorecard", "--targets", tmp_path / "none.csv", "--store", own)
    assert missing.code == 2 and "There is no file" in missing.err


def test_a_team_is_called_by_its_name(store: Path) -> None:
    asked = said("observations", "--by", "team", "--indicator", "cla-count", "--period", "2026-10", "--store", store)
    team = asked.rows[0]["group"]
    heading = card(store, "summary", "--unit", team).out.splitlines()[1]
    assert heading.endswith("As at 31 October 2026.") and not heading.startswith(team)


def test_what_counts_the_same_stands_there_once(whole: dict[str, Said]) -> None:
    names = [row["Indicator"] for row in whole["csv"].rows]
    assert "Contacts received" in names and "Contacts received by source group" not in names
    # Over six month ends it is another figure, and another line.
    assert {"Average caseload of each worker", "Average caseload over six month ends"} <= set(names)


def test_a_movement_that_is_neither_good_nor_bad_is_said_for_what_it_is(whole: dict[str, Said]) -> None:
    said_of = {row["Direction of travel"] for row in whole["csv"].rows} | {row["Year on year"] for row in whole["csv"].rows}
    assert not [words for words in said_of if words[:1] in "▲▼" and words.endswith("not judged")]


def test_no_figures_at_all_is_a_store_that_cannot_be_used(tmp_path: Path) -> None:
    ran = said("scorecard", "--store", tmp_path / "none")
    assert ran.code == 5 and "There are no figures" in ran.err


def test_a_heading_that_is_wrong_is_said_once(store: Path, tmp_path: Path) -> None:
    lay(tmp_path, "mine.csv", "indicator,goal", "assessments-45-days,90", "icpc-15-days,90", "cpp-open-count,400")
    ran = said("scorecard", "--targets", tmp_path / "mine.csv", "--store", store)
    assert ran.code == 3 and ran.err.count("there is no column 'goal'") == 1


def test_a_terminal_is_given_the_columns_it_has_room_for(store: Path) -> None:
    whole = make_scorecard(store, "summary")
    wide, narrow = columns_that_fit(whole, 200), columns_that_fit(whole, 100)
    assert [column.heading for column in wide] == [column.heading for column in whole.columns]
    kept = [column.heading for column in narrow]
    assert len(kept) < len(wide) and {"Oct 2026", "Rating"} <= set(kept)
    shown = [text for text in card(store, "summary").out.splitlines() if "…" in text]
    assert not shown


def test_a_rating_at_year_end_stands_beside_the_months_where_a_target_asks_for_it(own: Path) -> None:
    assert line(own, TIMELY)["Rating at year end"] == ""
    assert "Rating at year end" not in card(own, "summary").out
    lay(own, "targets.csv", "indicator,basis,met", "assessments-45-days,month,0", "assessments-45-days,year_end,100")
    shown = line(own, TIMELY)
    assert number(shown["Year to date"]) != 100
    assert (shown["Rating"], shown["Rating at year end"]) == ("● Met", "○ Not met")
    assert "year end" in card(own, "summary").out


def test_a_person_s_status_stands_beside_the_rating_and_overwrites_nothing(own: Path) -> None:
    before = line(own, TIMELY)
    lay(
        own,
        "statuses.csv",
        "indicator,status,author,set_on,reason",
        "assessments-45-days,1,A. Manager,2026-09-30,Backlog cleared",
        "assessments-45-days,3,A. Manager,2026-10-20,Two teams without a manager",
        "assessments-45-days,2,A. Manager,2026-11-05,Set after the month",
    )
    shown = line(own, TIMELY)
    assert shown["Status"] == "3 Not improving"
    assert shown["Rating"] == before["Rating"]
    assert (
        "Not improving, says A. Manager (20 October 2026): Two teams without a manager."
        in card(own, "summary", "--format", "html").out
    )


def test_nothing_is_compared_across_a_change_that_somebody_wrote_down(own: Path) -> None:
    lay(
        own,
        "decisions.csv",
        "indicator,kind,month,reason,decided_by,decided_on",
        "contacts-received,break,2026-10,A new front door counts enquiries too,Head of service,2026-10-01",
    )
    assert line(own, "Contacts received")["Direction of travel"] == "not judged"
    assert "counting changed in between" in card(own, "summary", "--format", "html").out


def test_a_setting_that_changed_is_such_a_change(extract: Path, tmp_path: Path) -> None:
    changed = Path(shutil.copytree(extract, tmp_path / "extract"))
    lay(changed, "loc_config.csv", "key,value,valid_from", "assessment_type_filter,new,2026-10-01")
    store = tmp_path / "store"
    assert said("load", changed, "--as-at", "2026-10-31", "--store", store).code == 0
    assert said("calculate", "--store", store).code == 0
    page = card(store, "summary", "--format", "html").out
    row = re.search(r"Assessments that ended in no further action.*?</tr>", page, flags=re.DOTALL)
    assert row and "Not compared with September 2026: counting changed in between." in row[0]


def test_which_way_is_good_may_be_the_authority_s_own(own: Path) -> None:
    assert line(own, "Contacts received")["Good is"] == "–"
    lay(
        own,
        "targets.csv",
        "indicator,kind,polarity,valid_from,owner,note",
        "contacts-received,polarity,low,2026-01-01,Head of service,Help is offered earlier",
    )
    assert line(own, "Contacts received")["Good is"] == "Low"


def test_a_team_is_held_to_its_service_s_target_where_it_has_none(own: Path) -> None:
    teams = said("observations", "--indicator", "cpp-open-count", "--period", "2026-10", "--by", "team", "--store", own).rows
    services = said(
        "observations", "--indicator", "cpp-open-count", "--period", "2026-10", "--by", "service", "--store", own
    ).rows
    team = max(teams, key=lambda row: int(row["numerator"]))["group"]
    service = max(services, key=lambda row: int(row["numerator"]))["group"]
    lay(
        own,
        "targets.csv",
        "indicator,applies_to,met,polarity",
        "cpp-open-count,authority,1000,low",
        f"cpp-open-count,service:{service},900,low",
    )
    assert line(own, PLANS)["Target"] == "1,000 or fewer"
    assert line(own, PLANS, "--unit", service)["Target"] == "900 or fewer"
    assert line(own, PLANS, "--unit", team)["Target"] == "900 or fewer"


def test_what_people_wrote_is_shown_with_the_line_it_is_about(own: Path) -> None:
    lay(
        own,
        "commentary.csv",
        "indicator,month,text,author",
        "contacts-received,2026-10,Schools came back,A. Manager",
        "contacts-received,2026-09,Of another month,A. Manager",
    )
    shown = line(own, "Contacts received")
    assert shown["Comments"] == "Schools came back (A. Manager)"
    assert "Schools came back" in card(own, "summary", "--format", "html").out


@pytest.mark.parametrize(
    ("file", "lines", "complaint"),
    [
        ("statuses.csv", ("indicator,status,author,set_on,reason", "x,4,A,2026-10-01,why"), "a status is 1, 2 or 3, not '4'"),
        ("statuses.csv", ("indicator,status,author,set_on,reason", "x,1,,2026-10-01,why"), "needs its author"),
        ("decisions.csv", ("indicator,kind,month,reason", "x,rebase,2026-10,"), "needs its reason"),
        ("decisions.csv", ("indicator,kind,month,reason,decided_by", "x,guess,2026-10,r,A"), "is not a kind of decision"),
        ("commentary.csv", ("indicator,month,text", "x,2026-13,words"), "'2026-13' is not a month"),
        ("targets.csv", ("indicator,met", "assessments-45-days,about 90"), "'about 90' is not a band"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_row(own: Path, file: str, lines: tuple[str, ...], complaint: str) -> None:
    lay(own, file, *lines)
    ran = said("scorecard", "summary", "--store", own)
    assert ran.code == 3
    assert f"{file}, line 2: " in ran.err and complaint in ran.err


def test_an_empty_file_is_not_a_file_without_rows(own: Path) -> None:
    (own / "statuses.csv").touch()
    ran = said("scorecard", "summary", "--store", own)
    assert ran.code == 3 and "statuses.csv is empty" in ran.err


def test_the_page_can_be_read_without_seeing_it(whole: dict[str, Said]) -> None:
    page = whole["html"].out
    assert page.startswith("<!DOCTYPE html>") and page.count("<h1>") == 1
    tables = page.count("<table>")
    assert tables == page.count("<caption>") == page.count('tabindex="0"') > 5
    assert page.count('<th scope="row">') == len(whole["csv"].rows)
    # What is behind a word is read with it, and nothing is fetched from elsewhere.
    assert page.count("<details>") == page.count("<summary>") > 50
    assert "http" not in page.replace("http-equiv", "")


def test_every_format_gives_the_same_numbers(whole: dict[str, Said]) -> None:
    rows = whole["csv"].rows
    sheet = openpyxl.load_workbook(io.BytesIO(whole["xlsx"].output))["Scorecard"]
    table = list(sheet.iter_rows(min_row=4, values_only=True))
    headings = [str(heading) for heading in table[0]]
    page = html.unescape(re.sub(r"<[^>]+>", "|", whole["html"].out))
    assert len(table) - 1 == len(rows)
    for cells, row in zip(table[1:], rows, strict=True):
        held = dict(zip(headings, cells, strict=True))
        assert held["Indicator"] == row["Indicator"]
        for month in FIRST_COLUMNS[3:9]:
            value = number(row[month])
            assert held[month] == (row[month] if value is None else value)
            assert f"|{row[month]}|" in page


@pytest.mark.parametrize("name", ["monthly", "key", "board", "summary"])
def test_a_scorecard_that_ships_has_a_figure_or_a_reason_in_every_line(store: Path, name: str) -> None:
    lines = [each for _, each in make_scorecard(store, name).lines()]
    months = [f"month_{place}" for place in range(4)]
    for each in lines:
        figures = any(each.cells[month].says_something for month in months) or each.cells["ytd"].says_something
        assert figures or each.note or each.window == "term", each.indicator


def test_the_key_scorecard_has_its_twenty_six_indicators(store: Path) -> None:
    assert len({each.indicator for _, each in make_scorecard(store, "key").lines()}) == 26


def test_the_board_reads_under_its_five_questions(store: Path) -> None:
    titles = [section.title for section in make_scorecard(store, "board").sections]
    assert titles == ["Demand", "Timeliness", "Effectiveness", "Management", "Outcomes"]

"""`report`: every document out of a store, whole, without a heading that has nothing under it, the same figures everywhere."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from sightline.pipeline.made import ReportRequest
from sightline.pipeline.report import make_report
from sightline.reports.document import Chart, Pairs, Points, Prose, Report, Table
from sightline.reports.html import render_html
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.numbers import round_half_away
from tests.support.command_line import Said, said
from tests.support.pdf_reading import squeezed
from tests.support.report_reading import Written

CREATED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
REPORTS = (
    *("monthly", "board", "scrutiny", "changes", "indicator:assessments-45-days", "indicator:cla-count"),
    *(f"scorecard:{name}" for name in ("monthly", "key", "board", "summary", "quarterly")),
)
# The topics of a council's report of March 2019 whose tables could be read.
TOPICS_OF_2019 = (
    *("Contacts", "Contacts by source", "Referrals", "New assessments, started and completed", "New assessments, outcomes"),
    *("Updated assessments", "Section 47 enquiries completed", "Initial child protection conferences"),
    *("Child protection, reviews, plans and visits", "Looked-after children", "Looked-after children, reviews, plans and visits"),
    *("Looked-after children, health", "Looked-after children, personal education plans", "Placements", "Fostering"),
    *("Adoptions", "Workforce", "Caseloads by team"),
)


def build(store: Path, report: str, audience: Audience | None = None, unit: str | None = None) -> Report:
    return make_report(store, ReportRequest(report, audience=audience, unit=unit), created_at=CREATED)


@pytest.fixture(scope="module")
def shipped_report(store: Path) -> Callable[[str], Report]:
    """The reports of the small council, each built once."""
    return cache(lambda name: build(store, name))


@pytest.fixture(scope="module")
def monthly(shipped_report: Callable[[str], Report]) -> Report:
    """The monthly report of the small council."""
    return shipped_report("monthly")


@pytest.fixture(scope="module")
def written(store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Path]:
    """The monthly report in every format, as the command leaves it."""
    out = tmp_path_factory.mktemp("written") / "new" / "folder"
    return said("report", "monthly", "--period", "2026-10", "--out", out, "--store", store), out


def test_every_format_is_written_and_named(written: tuple[Said, Path]) -> None:
    ran, out = written
    assert ran.code == 0, ran.err
    names = {f"monthly-2026-10.{form}" for form in ("html", "pdf", "docx", "xlsx", "csv")}
    assert {path.name for path in out.iterdir()} == names
    assert ran.out.startswith("Monthly performance report, October 2026:")
    assert all(name in ran.out for name in names)


@pytest.mark.parametrize("report", REPORTS)
def test_no_part_of_a_report_stands_empty(shipped_report: Callable[[str], Report], report: str) -> None:
    built = shipped_report(report)
    assert built.sections
    for _, section in built.walk():
        assert section.title
        assert section.blocks or section.sections, section.title
        assert all(has_words(block) for block in section.blocks), section.title


def has_words(block: object) -> bool:
    if isinstance(block, Prose):
        return bool(block.paragraphs) and all(text.strip() for text in block.paragraphs)
    if isinstance(block, Table):
        return bool(block.rows and block.columns) and any(cell.says_something for row in block.rows for cell in row.cells)
    if isinstance(block, Chart):
        return bool(block.sentence) and any(point.value is not None for series in block.series for point in series.points)
    return bool(block.items if isinstance(block, Points) else isinstance(block, Pairs) and block.pairs)


@pytest.mark.parametrize("report", REPORTS)
def test_every_key_of_a_report_is_its_own_and_every_row_is_as_wide_as_its_table(
    shipped_report: Callable[[str], Report], report: str
) -> None:
    built = shipped_report(report)
    # A chart may share the table of its page; then it is the same table.
    tables = list(dict.fromkeys(built.tables()))
    for keys in (
        [section.key for _, section in built.walk()],
        [table.key for table in tables],
        [block.key for block in built.blocks() if isinstance(block, Chart)],
    ):
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]
    for table in tables:
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_a_number_of_the_summary_is_that_of_the_page(monthly: Report) -> None:
    summary = next(table for table in monthly.tables() if table.key == "summary-1")
    names = {row.header for row in summary.rows}
    headings = {
        column.heading
        for table in monthly.tables()
        if table.key.endswith("-figures")
        for column in table.columns
        if column.heading[0].isdigit()
    }
    assert len(headings) > 60
    assert headings <= names


def figures(report: Report) -> Iterator[tuple[Table, int, int]]:
    """The place of every figure that can be found among the observations."""
    for table in {id(table): table for table in report.tables()}.values():
        for at, row in enumerate(table.rows):
            for place, cell in enumerate(row.cells):
                if cell.figure is not None and cell.figure.breakdown == "all":
                    yield table, at, place


def test_ten_figures_are_the_same_among_observations_on_the_scorecard_and_in_every_format(
    store: Path, monthly: Report, written: tuple[Said, Path]
) -> None:
    files = Written(written[1], "monthly-2026-10")
    for table, at, place in random.Random(20261102).sample(list(figures(monthly)), 10):
        cell = table.rows[at].cells[place]
        key = cell.figure
        assert key is not None
        of = ("--indicator", key.indicator, "--window", key.window.value, "--period", key.period)
        [held] = said("observations", *of, "--store", store).rows
        places = len(cell.shown.rstrip("%").partition(".")[2])
        assert wording.number(round_half_away(float(held["value"]), places), places) == cell.shown.rstrip("%")
        if held["denominator"] and cell.shown.endswith("%"):
            assert wording.n_of_d(float(held["numerator"]), float(held["denominator"])) in cell.note
        where = (table.key, table.rows[at].header, table.columns[place].heading)
        for form, read in files.readers.items():
            found = read(table, at, place)
            assert any(text.startswith(squeezed(cell.shown)) for text in found), (form, *where, cell.shown, found)


def test_the_summary_says_what_the_scorecard_says(store: Path, monthly: Report) -> None:
    card = said("scorecard", "monthly", "--period", "2026-10", "--format", "csv", "--store", store).rows
    summary = next(table for table in monthly.tables() if table.key == "summary-1")
    at = {column.heading: place for place, column in enumerate(summary.columns)}
    for row in summary.rows:
        name = row.header.partition(" ")[2]
        lines = [line for line in card if line["Indicator"] == name]
        shown = {
            heading: row.cells[at[heading]].shown for heading in ("Jul 2026", "Oct 2026", "Year to date", "Direction of travel")
        }
        assert shown in [{heading: line[heading] for heading in shown} for line in lines], name


def test_a_report_of_a_team_is_of_that_team(store: Path, shipped_report: Callable[[str], Report]) -> None:
    whole, team = shipped_report("scorecard:summary"), build(store, "scorecard:summary", unit="T003")
    keys = {cell.figure.group for table in team.tables() for row in table.rows for cell in row.cells if cell.figure}
    assert keys == {"T003"}
    assert team.subtitle.endswith(", October 2026")
    assert len(list(whole.tables())[0].rows) > len(list(team.tables())[0].rows)


def test_a_draft_comment_is_for_those_who_write_and_not_for_a_board(store: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(store, tmp_path / "store"))
    hostile = '=1+1 "quoted" Zoë <script>alert(1)</script> & ' + "long " * 60
    quoted = hostile.replace('"', '""')
    row = f'contacts-received,2026-10,analysis,"{quoted}",A. Analyst,draft'
    (own / "commentary.csv").write_text(f"indicators,month,kind,text,author,state\n{row}\n", encoding="utf-8")
    prose = [block for block in build(own, "monthly").blocks() if isinstance(block, Prose)]
    [shown] = [block for block in prose if block.paragraphs == (hostile.strip(),)]
    assert (shown.state, shown.author) == ("draft", "A. Analyst")
    page = render_html(build(own, "monthly"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert hostile.strip()[:20] not in str(build(own, "monthly", Audience.BOARD))


def test_that_no_figure_moved_is_said_once_there_is_an_earlier_calculation(store: Path, monthly: Report, tmp_path: Path) -> None:
    assert "No figure shown here has changed" not in str(monthly)
    own = Path(shutil.copytree(store, tmp_path / "store"))
    again = said("calculate", "--store", own)
    assert again.code == 0, again.err
    restated = next(section for _, section in build(own, "monthly").walk() if section.key == "restated-figures")
    assert "No figure shown here has changed since the calculation of 2 November 2026." in str(restated)


def test_a_figure_that_a_later_calculation_moved_is_listed_with_what_was_said(store: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(store, tmp_path / "store"))
    choice = tmp_path / "settings.csv"
    choice.write_text("key,value\ncontacts_scope,all\n", encoding="utf-8")
    for arguments in (("authored", "add", "settings", choice, "--by", "A. Analyst"), ("calculate",)):
        ran = said(*arguments, "--store", own)
        assert ran.code == 0, ran.err
    report = build(own, "monthly")
    [table] = [table for table in report.tables() if table.key == "restated-figures"]
    assert table.title == "Figures that have changed since the calculation of 2 November 2026"
    [row] = [row for row in table.rows if (row.header, row.note) == ("1.1 Contacts received", "October 2026")]
    before = said(
        "observations", "--indicator", "contacts-received", "--window", "month", "--period", "2026-10", "--store", store
    )
    now = said("observations", "--indicator", "contacts-received", "--window", "month", "--period", "2026-10", "--store", own)
    assert [cell.shown for cell in row.cells[:2]] == [ran.rows[0]["value"] for ran in (before, now)]
    assert row.cells[0].shown != row.cells[1].shown


def test_a_council_drops_and_moves_parts(store: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "monthly.yaml").write_text("order: [adoption, summary]\n", encoding="utf-8")
    request = ReportRequest("monthly", definitions=tmp_path)
    assert [section.key for section in make_report(store, request, created_at=CREATED).sections] == ["adoption", "summary"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("montly",), 2, "There is no report 'montly'. Did you mean 'monthly'?"),
        (("scorecard",), 2, "Say which scorecard: scorecard:"),
        (("indicator",), 2, "Say which indicator: indicator:"),
        (("scorecard:keys",), 2, "There is no scorecard 'keys'."),
        (("indicator:cla-cuont",), 2, "There is no indicator 'cla-cuont'. Did you mean 'cla-count'"),
        (("monthly:now",), 2, "'monthly' is a report without parts to choose."),
        (("monthly", "--period", "1999-01"), 2, "There are no figures for 1999-01."),
        (("monthly", "--unit", "nowhere"), 2, "There is no team or service 'nowhere' with a figure."),
        (("monthly", "--format", "pfd"), 2, "'pfd' is not a format. There are: html, pdf, docx, xlsx, csv and all."),
    ],
)
def test_what_cannot_be_made_is_said(store: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = said("report", *arguments, "--out", tmp_path / "out", "--store", store)
    assert ran.code == code
    assert message in ran.err + ran.out
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_said(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = said("report", "changes", "--format", "csv", "--out", tmp_path / "file" / "below", "--store", store)
    assert ran.code == 5
    assert "Name another folder with --out." in ran.err


@pytest.mark.reference
def test_a_published_series_gives_its_own_report_of_march_2019(tmp_path: Path, reference: Path) -> None:
    series = reference / "reference" / "tables" / "rotherham_monthly.csv"
    store = tmp_path / "store"
    assert said("history", "load", series, "--authority", "372", "--store", store).code == 0
    report = build(store, "monthly")
    assert report.subtitle == "March 2019"
    titles = {section.title for _, section in report.walk()}
    assert set(TOPICS_OF_2019) <= titles
    contacts = next(table for table in report.tables() if table.key == "contacts-figures")
    shown = {row.header: [cell.shown for cell in row.cells] for row in contacts.rows}
    assert shown["Feb 2019"] == ["1,341", "83.4%", "23.8%"]
    assert shown["2018/19 to date"][0] == "16,694"
    assert shown["2014/15"] == ["10,517", "–", "42.9%"]

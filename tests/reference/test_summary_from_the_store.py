"""A council's summary page of March 2019, as the scorecard gives it once the report's pages are loaded: every cell compared.

`test_rebuilt_summary.py` holds the library to the page; here it is the commands' own line: series by `history load`, targets,
polarity and plain arrows written into the store, and the cells of the scorecard's lines. Cells that differ are listed, each
with its reason; one that is not listed, or has gone, fails.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from sightline.catalogue.scorecards import ScorecardColumn
from sightline.errors import InputError
from sightline.observations.history_readers import shipped_map
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.authored import write_authored
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.history import load_history
from sightline.pipeline.load import init_store
from sightline.reports.build.lines import make_line
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import Month, Window
from tests.reference.published import decimals
from tests.reference.test_published_targets import ROTHERHAM_FAULTS, ROTHERHAM_POLARITY, rotherham_targets
from tests.reference.test_rebuilt_summary import DIRECTION_DIFFERENCES, WITHOUT_A_PAGE, plain_rating

pytestmark = pytest.mark.reference

AT = datetime(2019, 4, 20, tzinfo=UTC)
MARCH = Month(2019, 3)
# A cell of ours and the column of the page.
FIGURES = {
    **{f"month_{place}": column for place, column in enumerate(("m2018_12", "m2019_01", "m2019_02", "m2019_03"))},
    **{f"year_{place}": column for place, column in enumerate(("y2014_15", "y2015_16", "y2016_17", "y2017_18"))},
    ScorecardColumn.YTD: "ytd",
    ScorecardColumn.NEIGHBOURS: "sn_ave",
    ScorecardColumn.BEST_NEIGHBOUR: "best_sn",
    ScorecardColumn.NATIONAL: "nat_ave",
    ScorecardColumn.TOP_QUARTILE: "nat_top_quartile",
}
# Measures that their page gives in parts only, or not as the share that the summary prints.
NOT_ON_ITS_PAGE = {"1.3", "6.9"}
LOST = "the cell was lost from the page"
TWELVE = "where there is no year to date the scorecard shows the twelve months, and says so"
BOTH = "1.7 and 1.8 are one indicator in two windows; its years and the figures of others stand beside both"
WHOLE_DAYS = "days are shown whole"
WHOLE_CHILDREN = "a caseload of one person is shown whole"
DIFFERENCES = {
    ("1.2", "m2019_03"): (None, "76.0", LOST),
    ("1.2", "ytd"): (None, "81.0", "two of its months were lost, and its page prints no year"),
    ("1.4", "y2017_18"): (None, "28.7", LOST),
    ("1.5", "ytd"): (732.1, "", TWELVE),
    ("1.7", "ytd"): (21.3, "", TWELVE),
    ("1.7", "y2016_17"): (27.5, "", BOTH),
    ("1.7", "y2017_18"): (23.1, "", BOTH),
    ("1.7", "sn_ave"): (20.7, "", BOTH),
    ("1.7", "best_sn"): (12.8, "", BOTH),
    ("1.7", "nat_ave"): (21.9, "", BOTH),
    ("1.7", "nat_top_quartile"): (16.3, "", BOTH),
    ("1.8", "ytd"): (21.3, "", TWELVE),
    ("2.3", "y2017_18"): (53.0, "", "the page prints it, the summary leaves it out"),
    ("5.2", "ytd"): (785.0, "", "5.2 and 5.4 are one indicator in two windows: the year to date is that of 5.4"),
    ("5.3", "ytd"): (137.3, "", TWELVE),
    ("5.5", "m2019_03"): (77.4, "", "the cell was lost from the summary; the page prints 77.4"),
    ("6.8", "y2015_16"): (None, "83.3", LOST),
    ("8.5", "y2017_18"): (50.2, "50.5", "the page prints 50.2"),
    ("10.4", "m2018_12"): (380.0, "380.2", WHOLE_DAYS),
    ("10.4", "m2019_01"): (366.0, "365.5", WHOLE_DAYS),
    ("10.4", "m2019_02"): (385.0, "385.3", WHOLE_DAYS),
    ("10.4", "m2019_03"): (387.0, "386.9", WHOLE_DAYS),
    ("10.4", "ytd"): (387.0, "", "the measure is a year to date; the summary prints it under its months only"),
    ("10.4", "y2017_18"): (325.0, "325.3", WHOLE_DAYS),
    ("10.5", "m2018_12"): (215.0, "214.6", WHOLE_DAYS),
    ("10.5", "m2019_01"): (198.0, "197.8", WHOLE_DAYS),
    ("10.5", "m2019_02"): (213.0, "212.5", WHOLE_DAYS),
    ("10.5", "m2019_03"): (212.0, "212.4", WHOLE_DAYS),
    ("10.5", "ytd"): (212.0, "", "the measure is a year to date; the summary prints it under its months only"),
    ("10.5", "y2017_18"): (125.0, "124.8", WHOLE_DAYS),
    ("11.3", "y2015_16"): (29.0, "29.1", WHOLE_CHILDREN),
    ("11.4", "y2015_16"): (19.0, "19.2", WHOLE_CHILDREN),
}


@pytest.fixture(scope="module")
def lines(reference, table, tmp_path_factory):
    """The scorecard's line of every measure of the summary, by its number."""
    store = tmp_path_factory.mktemp("rebuilt") / "store"
    init_store(store, "372")
    load_history(store, reference / "reference" / "tables" / "rotherham_monthly.csv", loaded_at=AT)
    catalogue, layout = open_catalogue(store), shipped_map("monthly_report")
    with pytest.raises(InputError) as caught:
        write_authored(store, "targets", printed_targets(table, layout, set()), by="A. Analyst", at=AT)
    refused = {layout.find(number, "").indicator for number in ROTHERHAM_FAULTS}
    assert {line.split("(")[1].split(")")[0] for line in str(caught.value).splitlines()[1:]} == refused
    write_authored(store, "targets", printed_targets(table, layout, refused), by="A. Analyst", at=AT)
    write_authored(store, "polarities", own_polarities(table, layout, catalogue), by="A. Analyst", at=AT)
    write_authored(store, "settings", [{"key": "arrows", "value": "plain"}], by="A. Analyst", at=AT)
    asked = {"": ask(store, catalogue, Question(month=MARCH))}
    found = {}
    for printed in table("rotherham_summary.csv"):
        mapped = layout.find(printed["no"], "")
        if mapped.group not in asked:
            asked[mapped.group] = ask(store, catalogue, Question(month=MARCH, unit=mapped.group))
        found[printed["no"]] = make_line(catalogue.get(mapped.indicator), Window(mapped.window), None, asked[mapped.group])
    return found


def printed_targets(table, layout, refused):
    """The printed bands for both ratings, of the indicators that the measures are; the first where two measures are one."""
    rows = {}
    for number, row in rotherham_targets(table):
        mapped = layout.find(number, "")
        applies_to = f"{mapped.breakdown}:{mapped.group}" if mapped.group else "authority"
        for basis in ("month", "year_end"):
            place = {"indicator": mapped.indicator, "applies_to": applies_to, "basis": basis, "valid_from": "2018-04-01"}
            if mapped.indicator not in refused:
                rows.setdefault(tuple(place.values()), {**row, **place})
    return list(rows.values())


def own_polarities(table, layout, catalogue):
    """Where the report sees which way is good otherwise than the definition does."""
    rows = {}
    for printed in table("rotherham_summary.csv"):
        name, polarity = layout.find(printed["no"], "").indicator, ROTHERHAM_POLARITY.get(printed["good_is"], "neutral")
        if catalogue.get(name).polarity.value != polarity:
            rows.setdefault(name, {"indicator": name, "polarity": polarity, "valid_from": "2014-04-01", "note": "As printed"})
    return list(rows.values())


def test_every_figure_of_the_summary(lines, table):
    differences, agree = {}, Counter()
    for printed in table("rotherham_summary.csv"):
        for ours, theirs in FIGURES.items():
            cell, text = lines[printed["no"]].cells.get(ours), printed[theirs]
            value = None if cell is None or cell.value is None else round_half_away(cell.value, decimals(text) if text else 1)
            if value is None and not text:
                continue
            if value is not None and text and value == float(text):
                agree[theirs] += 1
            elif value is not None or printed["no"] not in WITHOUT_A_PAGE | NOT_ON_ITS_PAGE:
                differences[printed["no"], theirs] = (value, text)
    assert differences == {key: (ours, theirs) for key, (ours, theirs, _) in DIFFERENCES.items()}
    assert agree == {
        "m2018_12": 64,
        "m2019_01": 64,
        "m2019_02": 64,
        "m2019_03": 61,
        "ytd": 31,
        "y2014_15": 26,
        "y2015_16": 40,
        "y2016_17": 53,
        "y2017_18": 61,
        "sn_ave": 12,
        "best_sn": 12,
        "nat_ave": 12,
        "nat_top_quartile": 9,
    }


def test_the_measures_that_stay_empty_are_those_that_no_page_gives(lines):
    empty = {number for number, line in lines.items() if all(line.cells[f"month_{place}"].value is None for place in range(4))}
    # The team of 11.9 was disbanded before December.
    assert empty == (WITHOUT_A_PAGE | NOT_ON_ITS_PAGE | {"11.9"})


def test_both_directions_of_travel(lines, table):
    """The page's arrow shows better or worse where a way is good, and where none is, what the figure did."""
    differences, agree, without = {}, 0, set()
    for printed in table("rotherham_summary.csv"):
        for kind, column in (("mom", ScorecardColumn.DIRECTION_MONTH), ("yoy", ScorecardColumn.DIRECTION_YEAR)):
            cell, theirs = lines[printed["no"]].cells.get(column), printed[f"dot_{kind}_symbol"]
            if cell is None and theirs:
                without.add(printed["no"])
            if cell is None or not theirs:
                continue
            ours = as_printed(cell.shown, is_judged=printed["good_is"] in {"High", "Low"})
            agree += ours == theirs
            if ours != theirs:
                differences[printed["no"], kind] = (ours, theirs)
    assert differences == {key: (ours, theirs) for key, (ours, theirs, _) in DIRECTION_DIFFERENCES.items()}
    assert agree == 109
    # The March of 1.2 was lost, so that there is nothing to compare.
    assert without == {"1.2"} | {number for number in WITHOUT_A_PAGE | NOT_ON_ITS_PAGE if number != "6.14"}


def as_printed(shown, *, is_judged):
    """Our cell as the page would draw it."""
    arrow, _, words = shown.partition(" ")
    judged = {"improving": "up", "worsening": "down"}
    if is_judged and words in judged:
        return judged[words]
    return {"▲": "up", "▼": "down", "►": "same"}.get(arrow, "")


def test_both_ratings(lines, table):
    """Against a plain reading of the three printed bands; their colours were lost in print."""
    rated, faulty = Counter(), set(ROTHERHAM_FAULTS)
    for printed in table("rotherham_summary.csv"):
        line = lines[printed["no"]]
        for basis, column in (("rating", "month_3"), ("rating_year_end", "ytd")):
            cell, value = line.cells.get(basis), line.cells[column].value
            if basis == "rating_year_end" and value is None:
                value = line.cells["month_3"].value
            if printed["no"] in faulty:
                assert cell is None, "a target that contradicts itself was refused"
            elif cell is not None and cell.shown:
                assert cell.rating is plain_rating(printed, value), (printed["no"], basis)
                rated[basis] += 1
    assert rated == {"rating": 28, "rating_year_end": 29}

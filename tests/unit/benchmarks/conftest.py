"""Small published files of made-up figures, in the shapes that the Department's have."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from sightline.benchmarks.load import BenchmarkLoad, LoadOptions, load_benchmarks
from sightline.benchmarks.readers.lait import DICTIONARY_COLUMNS
from sightline.benchmarks.readers.workbooks import NEIGHBOUR_HEADER
from sightline.benchmarks.store import BenchmarkStore
from sightline.vocabulary.areas import ENGLAND, shipped_authorities

TIDY = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
# A map of a release that does not exist, so that England can have small figures.
MAP = """
release: made-up-2025
last_period: "2025"
datasets:
  - name: visits
    ignored: [category]
    groups:
      - measures:
          - {id: made_up.visits, column: visit_count, kind: count, name: Visits}
          - {id: made_up.late, column: late_count, kind: count, name: Late visits}
          - {id: made_up.late_percent, column: late_percent, kind: percentage, of: [late_count, visit_count], name: Late}
    rates:
      - {id: made_up.visit_rate, count: made_up.visits, name: Visits per 10000, england: 50}
    england:
      - values: {visit_count: 1000, late_percent: 25}
  - name: population
    ignored: [age_group]
    groups:
      - measures:
          - {id: ons.population_0_17, column: population_estimate, kind: count, name: Children}
    england:
      - values: {population_estimate: 200000}
"""


def tidy_row(area: str, period: str = "2025", **values: str) -> dict[str, str]:
    """A row of a tidy file: `area` is England, a region's ONS code or an authority's code."""
    row = dict.fromkeys(TIDY, "") | {
        "time_period": period,
        "time_identifier": "Reporting year",
        "country_code": ENGLAND,
        "country_name": "England",
        "category": "Visits",
    }
    if area == "England":
        row["geographic_level"] = "National"
    elif area.startswith("E12"):
        row |= {"geographic_level": "Regional", "region_code": area}
    else:
        row |= {"geographic_level": "Local authority", "old_la_code": area}
    return row | values


def visits(area: str, count: str, late: str, percent: str, period: str = "2025") -> dict[str, str]:
    return tidy_row(area, period, visit_count=count, late_count=late, late_percent=percent)


GOOD_VISITS = (
    visits("England", "1000", "250", "25"),
    visits("E12000002", "400", "80", "20"),
    visits("343", "100", "10", "10"),
    visits("344", "90", "27", "30"),
    visits("888", "70", "c", "c"),
)


def children(area: str, persons: str, period: str = "2024") -> dict[str, str]:
    return tidy_row(area, period, age_group="Children aged 0 to 17 years", population_estimate=persons)


POPULATION = (
    children("England", "200000", "2025"),
    children("England", "200000"),
    children("343", "20000"),
    children("344", "x"),
)


@dataclass
class Desk:
    """Where files are made and loaded."""

    folder: Path
    store: BenchmarkStore

    def csv(
        self, name: str, rows: Sequence[Mapping[str, str]], header: Sequence[str] | None = None, encoding: str = "utf-8"
    ) -> Path:
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as handle:
            writer = csv.DictWriter(handle, header or list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def visits(self, *rows: Mapping[str, str], name: str = "visits.csv", encoding: str = "utf-8") -> Path:
        """A tidy file of the made-up release."""
        return self.csv(name, rows or GOOD_VISITS, encoding=encoding)

    def population(self, *rows: Mapping[str, str], name: str = "population.csv") -> Path:
        """Mid-year populations, of which the last must be of 2025, as the made-up release is."""
        persons = [*POPULATION, *rows]
        return self.csv(name, [{name: text for name, text in row.items() if name != "category"} for row in persons])

    def lait(
        self,
        values: Mapping[tuple[str, str, int], str],
        columns: Sequence[str] | None = None,
        name: str = "long.parquet",
    ) -> Path:
        """A LAIT long file: measure, years and LA number to value."""
        path = self.folder / name
        headers = columns or (
            "Short Desc",
            "Data item",
            "Years",
            "LA and Regions",
            "Values",
            "LA Number",
            "Region",
        )
        named = ", ".join(f'"{header}"' for header in headers)
        with duckdb.connect() as con:
            con.execute("CREATE TABLE long (m VARCHAR, d VARCHAR, y VARCHAR, a VARCHAR, v VARCHAR, n DOUBLE, r VARCHAR)")
            rows = [(m, "", y, "", value, float(number), "") for (m, y, number), value in values.items()]
            if rows:
                con.executemany("INSERT INTO long VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            con.execute(f"COPY (SELECT * FROM long AS renamed({named})) TO '{path}' (FORMAT parquet)")
        return path

    def dictionary(self, *measures: Mapping[str, str], name: str = "lait_data_dictionary.csv") -> Path:
        rows = [dict.fromkeys(DICTIONARY_COLUMNS, "NA") | {"Last Update": "46113", **each} for each in measures]
        return self.csv(name, rows, DICTIONARY_COLUMNS)

    def neighbours(self, sets: Mapping[str, Sequence[str]], name: str = "sn_2025.xlsx", header: Sequence[str] = ()) -> Path:
        """A workbook of neighbour sets, in the Department's layout."""
        path = self.folder / name
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet("LA SN Groups")
        sheet.write_row(2, 0, header or NEIGHBOUR_HEADER)
        for line, (code, neighbours) in enumerate(sets.items(), start=3):
            cells: list[float | str] = [int(code), "", int(code), 5, "North West"]
            for each in neighbours:
                cells += [int(each) if each.isdigit() else each, "Very close"]
            sheet.write_row(line, 0, cells)
        book.close()
        return path

    def load(self, *paths: Path, **options: str) -> BenchmarkLoad:
        """Load with the made-up map."""
        maps = self.folder / "maps"
        maps.mkdir(exist_ok=True)
        (maps / "made-up.yaml").write_text(MAP, "utf-8")
        return load_benchmarks(self.store, paths, LoadOptions(maps=maps, **options))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "files"
    folder.mkdir()
    return Desk(folder, BenchmarkStore(tmp_path / "store" / "benchmarks"))


# Ten councils of the north that are Sefton's neighbours in these tests.
NEIGHBOURS = ("344", "340", "341", "342", "350", "351", "352", "353", "354", "355")


def cla_values(own: str = "92", period: str = "2025") -> dict[tuple[str, str, int], str]:
    """A looked-after rate for England, the North West, Sefton and its ten neighbours."""
    values = {("LAC", period, 970): "67", ("LAC", period, 981): "90", ("LAC", period, 343): own}
    return values | {("LAC", period, int(code)): str(50 + 10 * nth) for nth, code in enumerate(NEIGHBOURS)}


@pytest.fixture
def looked_after(desk: Desk) -> Desk:
    """A desk with a looked-after rate, its dictionary and two sets of neighbours loaded."""
    desk.load(
        desk.lait(cla_values()),
        desk.dictionary({"Measure_short": "LAC", "Polarity": "-", "y_axis_name": "Rate per 10,000"}),
        desk.neighbours({"343": NEIGHBOURS}, "sn_2025.xlsx"),
        desk.neighbours({"343": (*NEIGHBOURS[1:], "380")}, "sn_2021.xlsx"),
    )
    assert len(list(shipped_authorities())) == 158
    return desk

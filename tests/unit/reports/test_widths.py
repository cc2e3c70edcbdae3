"""Columns of printed tables: each printed once, none wider than the page, none narrower than its longest word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.reports.document import Cell, Column, Row, Table
from sightline.reports.widths import FIGURE_SIZE, LETTER, ROOM, ZERO_WIDTH_SPACE, beneath_chart, breakable, parts_of
from tests.support.sample_report import large_table, months_table

TEXTS = st.text(st.characters(categories=("Lu", "Ll", "Nd")), max_size=30)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=40), st.sampled_from([370.0, ROOM]))
def test_every_column_is_printed_once_and_every_part_fits(columns: list[list[str]], room: float) -> None:
    table = Table(
        "t", "T", "Row",
        tuple(Column(f"c{at}", texts[0], at % 2 == 0) for at, texts in enumerate(columns)),
        (Row("r", tuple(Cell(texts[1], texts[2]) for texts in columns)),),
    )  # fmt: skip
    parts = parts_of(table, room)
    assert [at for part in parts for at, _ in part.columns] == list(range(len(columns)))
    for part in parts:
        assert part.width <= room + 1e-6
        for at, width in part.columns:
            word = max(len(word) for word in breakable(columns[at][1]).replace(ZERO_WIDTH_SPACE, " ").split() or [""])
            assert width >= min(word, 22) * FIGURE_SIZE * LETTER


def test_fifteen_months_with_their_counts_fit_a_page() -> None:
    assert len(parts_of(months_table("t"), ROOM)) == 1


def test_parts_hold_about_as_much_each() -> None:
    sizes = [len(part.columns) for part in parts_of(large_table("t", 40, 2), ROOM)]
    assert len(sizes) > 1 and max(sizes) - min(sizes) <= len(sizes)


def test_a_table_without_columns_or_rows_still_has_a_part() -> None:
    assert len(parts_of(Table("t", "T", "Row", (), ()), ROOM)) == 1


def test_a_table_of_months_lies_on_its_side_and_one_with_groups_stays() -> None:
    upright = large_table("t", 2, 12)
    lying = beneath_chart(upright, ROOM)
    assert [column.heading for column in lying.columns] == [row.header for row in upright.rows]
    assert [cell.shown for cell in lying.rows[1].cells] == [row.cells[1].shown for row in upright.rows]
    grouped = Table("g", "G", "Row", upright.columns, tuple(Row(row.header, row.cells, group="A") for row in upright.rows))
    assert beneath_chart(grouped, ROOM) is grouped
    assert beneath_chart(large_table("t", 2, 60), ROOM).rows[0].header == "Row 0"


def test_a_word_that_no_column_could_hold_may_break() -> None:
    assert breakable("short words stay") == "short words stay"
    assert breakable("x" * 50).count(ZERO_WIDTH_SPACE) == 4
    assert breakable("x" * 50).replace(ZERO_WIDTH_SPACE, "") == "x" * 50

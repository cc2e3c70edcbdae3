"""Charts: every word drawn, nothing on top of anything, a gap a gap, and no meaning by colour alone."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from struct import unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sightline.errors import SightlineError
from sightline.reports import charts, palette, typeface
from sightline.reports.chart_layout import LINE_HEIGHT, WIDE, figures_axis, folded, scale_of, spread
from sightline.reports.chart_months import signal_shape
from sightline.reports.charts import Picture, content_key, draw, draw_all, lay_out, named, rasterised, side_by_side
from sightline.reports.document import Chart, ChartKind, Point, ReferenceLine, Series
from tests.support.sample_report import (
    SCRIPT,
    empty_chart,
    groups_chart,
    months_chart,
    months_table,
    sample_report,
    table_of,
    years_chart,
)

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart) -> Picture:
    picture = draw(chart)
    assert picture is not None
    return picture


def words(picture: Picture) -> list[str]:
    """The texts of a picture."""
    return ["".join(text.itertext()) for text in etree.fromstring(picture.svg.encode()).iter(f"{SVG}text")]


def dark_pixels(png: bytes) -> int:
    """How many pixels of an eight-bit PNG are nearer to black than to white."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, width, channels = 8, b"", 0, 0
    while at < len(png):
        (length,) = unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, _, depth, colours = unpack(">IIBB", content[:10])
            channels = {0: 1, 2: 3, 6: 4}[colours]
            assert depth == 8
        packed += content if kind == b"IDAT" else b""
        at += length + 12
    raw, row, dark = zlib.decompress(packed), width * channels, 0
    above = bytearray(row)
    for start in range(0, len(raw), row + 1):
        line = bytearray(raw[start + 1 : start + 1 + row])
        for place in range(row):
            left = line[place - channels] if place >= channels else 0
            corner = above[place - channels] if place >= channels else 0
            line[place] = (line[place] + _predicted(raw[start], left, above[place], corner)) & 255
        dark += sum(line[place] + line[place + 1] + line[place + 2] < 384 for place in range(0, row, channels))
        above = line
    return dark


def _predicted(way: int, left: int, up: int, corner: int) -> int:
    """What the filter of a PNG's row adds back, as the standard has it."""
    if way < 3:
        return (0, left, up)[way]
    if way == 3:
        return (left + up) // 2
    near = left + up - corner
    return min((left, up, corner), key=lambda each: abs(near - each))


@pytest.mark.parametrize("chart", [months_chart(), years_chart(), groups_chart()], ids=lambda chart: chart.kind.value)
def test_every_word_of_a_chart_is_drawn(chart: Chart) -> None:
    said = " ".join(words(drawn(chart)))
    for line in chart.lines:
        assert line.name in said and line.shown in said
    for series in chart.series if len(chart.series) > 1 else ():
        assert series.name.split()[0] in said
    for signal in {point.signal for series in chart.series for point in series.points if point.signal}:
        assert signal.split()[0].strip(",") in said
    for _, what in chart.breaks:
        assert what in said


def test_text_is_drawn_as_pixels_too() -> None:
    picture = drawn(months_chart())
    tree = etree.fromstring(picture.svg.encode())
    for text in list(tree.iter(f"{SVG}text")):
        text.getparent().remove(text)
    silent = replace(picture, svg=etree.tostring(tree, encoding="unicode"))
    with_words, without = rasterised({"said": picture, "silent": silent}).values()
    # Some two hundred letters: were the font not found, both would be the same.
    assert dark_pixels(with_words) - dark_pixels(without) > 5_000


def test_the_family_is_quoted_and_has_others_to_fall_back_on() -> None:
    families = {text.get("font-family") for text in etree.fromstring(drawn(months_chart()).svg.encode()).iter(f"{SVG}text")}
    assert families == {"'Source Sans 3', Arial, Helvetica, sans-serif"}


def test_a_missing_font_is_an_error_not_a_chart_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeface, "FILES", ("NoSuchFont.ttf",))
    monkeypatch.setattr(charts, "_drawn", {})
    typeface.font_folder.cache_clear()
    charts._compiled.cache_clear()
    with pytest.raises(SightlineError, match="NoSuchFont"):
        draw(months_chart())
    typeface.font_folder.cache_clear()


def test_a_chart_without_figures_is_not_drawn() -> None:
    assert draw(empty_chart()) is None


def test_an_image_has_a_name_and_a_description_and_what_was_written_stays_words() -> None:
    chart = months_chart(key="hostile")
    tree = etree.fromstring(named(drawn(chart), chart).encode())
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == chart.title and SCRIPT in chart.title
    assert chart.sentence in (tree.findtext(f"{SVG}desc") or "")
    assert not list(tree.iter(f"{SVG}script"))
    # The parts of a named picture are announced to nobody.
    assert not [part for part in tree.iter() if part is not tree and ({"role", "class"} & set(part.attrib))]
    # Without a white ground a picture is black in some programs.
    assert f'fill="{palette.WHITE}"' in drawn(chart).svg


def test_a_gap_stays_a_gap_and_a_line_breaks_where_counting_changes() -> None:
    layout = lay_out(months_chart())
    own = [point for point in layout.rows["points"] if point["series"] == 0]
    assert [point["value"] for point in own][2] is None
    assert len({point["segment"] for point in own}) == 2
    assert [point["segment"] for point in own][3] != [point["segment"] for point in own][4]
    assert [line["place"] for line in layout.rows["breaks"]] == [3.5]


def test_signals_are_told_by_shape_and_by_one_word_a_run() -> None:
    layout = lay_out(months_chart())
    shapes = [point["shape"] for point in layout.rows["points"] if point["series"] == 0]
    assert shapes[9:12] == ["diamond", "diamond", "triangle-up"]
    assert [word["text"] for word in layout.rows["words"]] == ["Concern, low", "Improvement, high"]
    assert [signal_shape(words) for words in ("Signal, high", "concern: low", "")] == ["square", "diamond", "square"]


def test_lines_differ_in_dash_as_well_as_colour() -> None:
    points = lay_out(months_chart()).rows["points"]
    looks = {at: {(str(point["dash"]), point["colour"]) for point in points if point["series"] == at} for at in (0, 1)}
    (first,), (second,) = looks[0], looks[1]
    assert first[0] != second[0] and first[1] != second[1]


def test_the_marked_bar_is_named_and_outlined() -> None:
    layout = lay_out(groups_chart())
    marked = [line["text"] for line in layout.rows["group_names"] if line["weight"] == "bold"]
    assert " ".join(map(str, marked)) == "▶ Authority 3 (this authority)"
    assert [bar["fill"] for bar in layout.rows["bars"]].count(palette.FOCUS) == 1


def test_bars_that_have_a_label_to_themselves_take_its_room() -> None:
    widths = [float(str(bar["last"])) - float(str(bar["first"])) for bar in lay_out(years_chart()).rows["bars"]]
    assert len(widths) == 7 and max(widths) - min(widths) < 1e-9


def test_a_limit_beyond_a_hundred_per_cent_is_not_drawn() -> None:
    chart = replace(months_chart(), lines=(ReferenceLine("Upper limit", 108.0, "108.0%"),))
    layout = lay_out(chart)
    assert float(str(layout.values["high"])) <= 100 and not layout.rows["levels"]


def test_every_bar_of_a_few_is_labelled_however_wide_the_chart_must_be_for_it() -> None:
    labels = ["2024/25", "2025/26", "2026/27 to date", "Neighbours", "Best neighbour", "Top quartile", "England"]
    series = (Series("Rate", tuple(Point(label, 10.0, "10") for label in labels)),)
    for unit in ("", "%"):
        layout = lay_out(Chart("few", "Few", "Few.", ChartKind.YEARS, series, table_of("few-t", series), unit))
        assert {label["place"] for label in layout.rows["labels"]} == set(range(len(labels)))


def test_a_name_may_be_cut_at_the_end_of_its_line_but_never_its_figure() -> None:
    chart = replace(months_chart(), series=(replace(months_chart().series[0], name="A name of many more words " * 4),))
    assert "81.2%" in {str(line["text"]).split()[-1] for line in lay_out(chart).rows["ends"]}


@pytest.mark.parametrize(
    ("high", "words"),
    [
        (1.0, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (10.0, ["0.0", "2.5", "5.0", "7.5", "10.0"]),
        (4.0, ["0", "1", "2", "3", "4"]),
    ],
)
def test_an_axis_is_not_rounded_to_steps_that_are_uneven(high: float, words: list[str]) -> None:
    assert [line["text"] for line in figures_axis(0.0, high)] == words


def test_many_bars_keep_the_names_that_matter() -> None:
    layout = lay_out(groups_chart(count=150))
    assert len(layout.rows["bars"]) == 150
    names = {str(line["text"]) for line in layout.rows["group_names"]}
    assert any(name.startswith("▶ Authority 3") for name in names) and len(names) == 3


@given(
    st.lists(st.tuples(st.floats(-50, 250), st.integers(1, 3).map(lambda lines: lines * LINE_HEIGHT)), max_size=8),
    st.integers(330, 500),
)
def test_labels_never_lie_on_one_another(labels: list[tuple[float, int]], room: int) -> None:
    placed = spread([wanted for wanted, _ in labels], [height for _, height in labels], room)
    edges = sorted((middle - height / 2, middle + height / 2) for middle, (_, height) in zip(placed, labels, strict=True))
    assert all(upper_end <= lower_start + 1e-6 for (_, upper_end), (lower_start, _) in zip(edges, edges[1:], strict=False))
    assert all(start >= -1e-6 and end <= room + 1e-6 for start, end in edges)


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=20), st.sampled_from(["%", "", "days"]), st.booleans())
def test_an_axis_holds_all_its_figures(values: list[float], unit: str, from_zero: bool) -> None:
    low, high = scale_of(values, unit, from_zero=from_zero)
    assert low < high and low <= min(values) and max(values) <= high
    assert not from_zero or low <= 0 <= high


@given(st.text(max_size=200), st.integers(4, 30), st.integers(1, 4))
def test_a_folded_label_fits_and_says_when_it_is_cut(text: str, width: int, lines: int) -> None:
    parts = folded(text, width, lines).split("\n")
    assert len(parts) <= lines and all(len(part) <= width for part in parts)
    if len("".join(parts)) < len("".join(text.split())):
        assert parts[-1].endswith("…")


FIGURES = st.one_of(st.none(), st.floats(0, 1e5).map(lambda value: round(value, 1)))


@pytest.mark.parametrize("kind", list(ChartKind))
@given(values=st.lists(FIGURES, min_size=1, max_size=40), others=st.lists(FIGURES, max_size=4))
def test_any_figures_can_be_laid_out(kind: ChartKind, values: list[float | None], others: list[float | None]) -> None:
    series = tuple(
        Series(f"Series {at}", tuple(Point(f"Label {place}", value, f"{value}") for place, value in enumerate(held)))
        for at, held in enumerate((values, others))
    )
    chart = Chart("any", "Any", "Any.", kind, series, table_of("any-t", series))
    if any(value is not None for value in (*values, *others)):
        layout = lay_out(chart)
        assert content_key(layout) == content_key(lay_out(chart))
        assert 0 < layout.width < layout.full_width <= WIDE


def test_the_same_content_is_drawn_once_and_kept_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_drawn", {})
    first = draw(months_chart(key="one"), tmp_path)
    assert draw(months_chart(key="another"), tmp_path) is first
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace("Target", "TARGET"), encoding="utf-8")
    monkeypatch.setattr(charts, "_drawn", {})
    again = draw(months_chart(), tmp_path)
    assert again is not None and "TARGET" in again.svg


def test_two_narrow_charts_go_side_by_side() -> None:
    table, wide = months_table("t"), months_chart()
    narrow = [groups_chart(key) for key in ("one", "two", "three")]
    runs = list(side_by_side([table, wide, *narrow, table]))
    assert [len(run) for run in runs] == [1, 1, 2, 1, 1]


def test_colours_can_be_told_from_their_ground() -> None:
    for colour in (palette.INK, palette.QUIET_INK, *palette.RATING_TEXT.values()):
        assert palette.contrast(colour, palette.WHITE) >= 7 or colour == palette.QUIET_INK
        assert palette.contrast(colour, palette.WHITE) >= 4.5
    # Lines and the outlines of bars, for which three to one is asked.
    for colour in (palette.QUIET, *palette.CATEGORIES):
        assert palette.contrast(colour, palette.WHITE) >= 3, colour
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_drawing_all_beforehand_leaves_nothing_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_drawn", {})
    assert draw_all(sample_report()) == 3
    monkeypatch.setattr(charts, "_draw", None)
    assert draw_all(sample_report()) == 3


def test_not_every_picture_is_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_drawn", {})
    monkeypatch.setattr(charts, "MOST_KEPT", 2)
    for value in (1.0, 2.0, 3.0):
        draw(months_chart(values=[value, value + 1, value + 3]))
    assert len(charts._drawn) == 1

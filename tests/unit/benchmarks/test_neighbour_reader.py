from __future__ import annotations

import pytest
import xlsxwriter

from sightline.benchmarks.readers.workbooks import NEIGHBOUR_HEADER
from sightline.errors import InputError
from tests.unit.benchmarks.conftest import NEIGHBOURS, Desk


def test_neighbours_keep_their_order_and_their_version(desk: Desk) -> None:
    desk.load(desk.neighbours({"343": NEIGHBOURS}, "sn_april_2021.xlsx"), desk.neighbours({"343": NEIGHBOURS[::-1]}))
    assert [(each.version, each.of("343")) for each in desk.store.neighbour_sets()] == [
        ("2021", NEIGHBOURS),
        ("2025", NEIGHBOURS[::-1]),
    ]


def test_authorities_that_a_set_does_not_name_are_an_issue(desk: Desk) -> None:
    load = desk.load(desk.neighbours({"343": NEIGHBOURS, "942": ("-",) * 10}))
    assert [issue.rule for issue in load.issues] == ["no-neighbours", "no-neighbours"]
    assert load.issues[0].message == "The set gives no neighbours for Cumberland (942)."
    assert "City of London (201)" in load.issues[1].message and "and 146 more" in load.issues[1].message


def test_a_set_without_a_year_needs_to_be_told(desk: Desk) -> None:
    path = desk.neighbours({"343": NEIGHBOURS}, "neighbours.xlsx")
    with pytest.raises(InputError, match=r"does not say which set.*Put the year in its name"):
        desk.load(path)
    desk.load(path, neighbour_set="2030")
    assert [each.version for each in desk.store.neighbour_sets()] == ["2030"]


@pytest.mark.parametrize(
    ("neighbours", "message"),
    [
        (("343", *NEIGHBOURS[1:]), "authority 343 is its own neighbour"),
        (("340", *NEIGHBOURS[1:]), "authority 343 has a neighbour twice"),
        (("999", *NEIGHBOURS[1:]), "the neighbour '999', which is not an authority"),
        (("-", *NEIGHBOURS[1:]), "the neighbour '-', which is not an authority"),
    ],
)
def test_a_set_that_cannot_be_right_is_refused(desk: Desk, neighbours: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        desk.load(desk.neighbours({"343": neighbours}))


def test_a_changed_header_is_named(desk: Desk) -> None:
    header = ["Rank1" if name == "SN1" else name for name in NEIGHBOUR_HEADER]
    with pytest.raises(InputError, match="does not know the header 'Rank1' in column 6, where 'SN1' stood"):
        desk.load(desk.neighbours({"343": NEIGHBOURS}, header=header))


def test_a_set_of_nobody_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="is empty: no authority has neighbours"):
        desk.load(desk.neighbours({}))


def area_list(desk: Desk, *rows: tuple[int, str, str, str], header: str = "LA Number") -> list[str]:
    """Load a list of authorities; the messages of its issues."""
    path = desk.folder / "la_code_list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for line, row in enumerate([(header, "LA Name", "Region", "Type"), *rows]):
        sheet.write_row(line, 0, row)
    book.close()
    load = desk.load(path)
    assert [each.kind for each in load.datasets] == ["areas"]
    return [issue.message for issue in load.issues]


def test_the_list_of_authorities_is_held_against_ours(desk: Desk) -> None:
    sefton, newborough = (343, "Sefton", "North East", "MD"), (555, "Newborough", "North West", "UA")
    issues = area_list(desk, sefton, newborough, (970, "England", "NA", "NA"))
    assert "Sefton (343) is in North East, on Sightline's list elsewhere." in issues
    assert "Newborough (555) is not on Sightline's list of authorities." in issues
    assert "The list lacks Wirral (344)." in issues


def test_a_workbook_of_another_kind_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="does not know the header 'Code'"):
        area_list(desk, (343, "Sefton", "North West", "MD"), header="Code")
    path = desk.folder / "broken.xlsx"
    path.write_text("no workbook")
    with pytest.raises(InputError, match="cannot be opened as a workbook"):
        desk.load(path)


def test_a_set_without_its_header_or_with_too_few_columns_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="has no header 'LA num' in the first 10 rows"):
        desk.load(desk.neighbours({"343": NEIGHBOURS}, header=["Authority", *NEIGHBOUR_HEADER[1:]]))
    with pytest.raises(InputError, match="23 headers, where a set has 25"):
        desk.load(desk.neighbours({"343": NEIGHBOURS}, header=NEIGHBOUR_HEADER[:-2]))


def test_an_authority_that_is_not_ours_is_an_issue(desk: Desk) -> None:
    load = desk.load(desk.neighbours({"343": NEIGHBOURS, "555": NEIGHBOURS}))
    assert [issue.message for issue in load.issues if issue.rule == "unknown-area"] == [
        "The set names 555, not on the list of authorities."
    ]

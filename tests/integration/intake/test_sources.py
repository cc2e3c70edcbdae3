"""The same extract in every form that an authority may send it, and files that cannot be used."""

import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from sightline.errors import InputError
from sightline.intake.check import check_folder
from sightline.intake.store import Store
from tests.support.extracts import LOADED_AT, write_tables

PERSON = "pers_person_id,pers_surname,pers_dob,pers_sex,pers_send_flag\nc1,Zoë,2015-05-01,F,Y\nc2,Müller,2014-02-28,M,\n"
CONTACTS = (
    "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_outcome_json\n"
    'k1,c1,2026-10-01 09:30:00,"{""NFA_FLAG"":""Y""}"\nk2,c2,2026-10-30 00:00:00,\n'
)
DISTANCE = (
    "clap_cla_placement_id,clap_person_id,clap_cla_placement_start_date,clap_cla_placement_distance\np1,c1,2026-01-01,12.5\n"
)


def plain(folder: Path) -> Path:
    return write_tables(folder, {"ssd_person": PERSON, "ssd_contacts": CONTACTS, "ssd_cla_placement": DISTANCE})


def other_names(folder: Path) -> Path:
    write_tables(folder, {"PERSON": PERSON, "Ssd_Contacts": CONTACTS})
    (folder / "CLA_PLACEMENT.TXT").write_text(DISTANCE.replace(",", "\t"), encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"\x00")
    (folder / "read me.pdf").write_bytes(b"%PDF")
    (folder / "older").mkdir()
    return folder


def with_mark(folder: Path) -> Path:
    plain(folder)
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    return folder


def windows_1252(folder: Path) -> Path:
    plain(folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(text.encode("cp1252"))
    return folder


def utf_16(folder: Path) -> Path:
    plain(folder)
    for path in folder.iterdir():
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
    return folder


def semicolons(folder: Path) -> Path:
    plain(folder)
    for name in ("ssd_person.csv", "ssd_cla_placement.csv"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    plain(folder / "files")
    with zipfile.ZipFile(folder / "extract.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (folder / "files").iterdir():
            archive.write(path, f"October/{path.name}")
        archive.writestr("__MACOSX/._ssd_person.csv", b"\x00\x00")
    return folder / "extract.zip"


def parquet(folder: Path) -> Path:
    folder.mkdir()
    person = pa.table(
        {
            "pers_person_id": ["c1", "c2"],
            "PERS_SURNAME": ["Zoë", "Müller"],
            "pers_dob": pa.array([date(2015, 5, 1), date(2014, 2, 28)]),
            "pers_sex": ["F", "M"],
            "pers_send_flag": pa.array([True, None]),
        }
    )
    contacts = pa.table(
        {
            "cont_contact_id": ["k1", "k2"],
            "cont_person_id": ["c1", "c2"],
            "cont_contact_date": pa.array([datetime(2026, 10, 1, 9, 30), datetime(2026, 10, 30)]),
            "cont_contact_outcome_json": ['{"NFA_FLAG":"Y"}', None],
        }
    )
    placement = pa.table(
        {
            "clap_cla_placement_id": ["p1"],
            "clap_person_id": ["c1"],
            "clap_cla_placement_start_date": ["2026-01-01"],
            "clap_cla_placement_distance": [12.5],
        }
    )
    pq.write_table(person, folder / "person.parquet")
    pq.write_table(contacts, folder / "ssd_contacts.parquet")
    pq.write_table(placement, folder / "cla_placement.parquet")
    return folder


def workbook(folder: Path) -> Path:
    """One workbook with a table on each sheet, and one that is a table."""
    folder.mkdir()
    book = xlsxwriter.Workbook(str(folder / "October extract.xlsx"))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Person")
    sheet.write_row(0, 0, PERSON.splitlines()[0].split(","))
    sheet.write_row(1, 0, ["c1", "Zoë"])
    sheet.write_datetime(1, 2, datetime(2015, 5, 1), day)
    sheet.write(1, 3, "F")
    sheet.write_boolean(1, 4, True)
    sheet.write_row(2, 0, ["c2", "Müller"])
    sheet.write_datetime(2, 2, datetime(2014, 2, 28), day)
    sheet.write(2, 3, "M")
    sheet = book.add_worksheet("ssd_contacts")
    sheet.write_row(0, 0, CONTACTS.splitlines()[0].split(","))
    sheet.write_row(1, 0, ["k1", "c1"])
    sheet.write_datetime(1, 2, datetime(2026, 10, 1, 9, 30), day)
    sheet.write(1, 3, '{"NFA_FLAG":"Y"}')
    sheet.write_row(2, 0, ["k2", "c2"])
    sheet.write_datetime(2, 2, datetime(2026, 10, 30), day)
    book.add_worksheet("Notes").write(0, 0, "made on Friday")
    book.close()
    book = xlsxwriter.Workbook(str(folder / "CLA_Placement.xlsx"))
    sheet = book.add_worksheet("Sheet1")
    for number, line in enumerate(DISTANCE.splitlines()):
        sheet.write_row(number, 0, line.split(","))
    book.close()
    return folder


FORMS = [other_names, with_mark, windows_1252, utf_16, semicolons, zipped, parquet, workbook]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_of_an_extract_is_the_same_load(tmp_path: Path, form: Callable[[Path], Path]) -> None:
    expected = Store(tmp_path / "one").load_folder(plain(tmp_path / "plain"), loaded_at=LOADED_AT)
    load = Store(tmp_path / "two").load_folder(form(tmp_path / "form"), loaded_at=LOADED_AT)
    # A load is named for its date and its content.
    assert load.load_id == expected.load_id
    people = pq.read_table(load.tables["ssd_person"]).to_pylist()
    assert [person["pers_surname"] for person in people] == ["Zoë", "Müller"]
    assert [person["pers_send_flag"] for person in people] == [True, None]


def test_the_order_of_rows_and_columns_changes_nothing(tmp_path: Path) -> None:
    expected = Store(tmp_path / "one").load_folder(plain(tmp_path / "plain"), loaded_at=LOADED_AT)
    turned = "\n".join([CONTACTS.splitlines()[0], *CONTACTS.splitlines()[:0:-1]])
    columns = "\n".join(",".join(line.split(",")[::-1]) for line in PERSON.splitlines())
    folder = write_tables(tmp_path / "turned", {"person": columns, "contacts": turned, "cla_placement": DISTANCE})
    assert Store(tmp_path / "two").load_folder(folder, loaded_at=LOADED_AT).load_id == expected.load_id


def check(folder: Path, **how: object) -> list[tuple[str, str, str]]:
    checked = check_folder(folder, believable_until=LOADED_AT.date(), **how)  # type: ignore[arg-type]
    return [(issue.rule, issue.table, issue.message) for issue in checked.issues if issue.severity == "stops_table"]


def refused(folder: Path) -> str:
    with pytest.raises(InputError) as refusal:
        check(folder)
    return str(refusal.value)


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "There is no table of the Standard Safeguarding Dataset" in refused(tmp_path)


def test_a_folder_of_other_things(tmp_path: Path) -> None:
    write_tables(tmp_path, {"payroll": "a,b\n1,2\n"})
    assert "None of these is named as a table: payroll.csv" in refused(tmp_path)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ssd_person.csv"
    path.write_text(PERSON)
    assert "is a file, but not a zip" in refused(path)


def test_a_damaged_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path)
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(content)
    assert "damaged" in refused(path)


def test_a_zip_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../ssd_person.csv", PERSON)
    assert check_folder(path, as_at=date(2026, 10, 31), believable_until=LOADED_AT.date()).rows == {"ssd_person": 2}
    assert not (tmp_path.parent / "ssd_person.csv").exists()


def test_one_table_in_two_files(tmp_path: Path) -> None:
    write_tables(tmp_path, {"person": PERSON, "SSD_PERSON": PERSON})
    assert "are both the table ssd_person" in refused(tmp_path)


def test_five_gigabytes_of_nulls_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ssd_person.csv"
    path.write_text("pers_person_id,pers_dob\n")
    # The file is sparse: it says that it is so large and takes no room.
    os.truncate(path, 5 * 1024**3)
    assert "ssd_person.csv is 5.0 GiB; a text file of more than 4.0 GiB is refused" in refused(tmp_path)


def test_a_workbook_of_five_gigabytes_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "ssd_person.xlsx"
    path.touch()
    os.truncate(path, 5 * 1024**3)
    assert "ssd_person.xlsx is 5.0 GiB; a workbook of more than 4.0 GiB is refused" in refused(tmp_path)


def test_a_zip_of_far_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ssd_person.csv", b"," * 4_000_000)
    with pytest.raises(InputError, match="is refused"):
        check_folder(path, believable_until=LOADED_AT.date(), most_bytes=1_000_000)


STOPPED = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "is empty"),
    "nulls": (b"pers_person_id\n" + bytes(5000), "is not text"),
    "no headings": (b"c1,2015-05-01,F\nc2,2015-05-01,M\n", "has no heading that the standard knows"),
    "no key": (b"pers_dob,pers_sex\n2015-05-01,F\n", "has no column pers_person_id"),
    "two headings": (b"pers_person_id,pers_dob,PERS_DOB\nc1,2015-05-01,2015-05-01\n", "has two columns that both mean pers_dob"),
    "shifted": (
        b"pers_person_id,pers_dob,pers_sex\nc1,2015-05-01,F,x\nc2,x,2015-05-01,F,x\nc3,2015-05-01,F\n",
        "columns have shifted",
    ),
    "quote": (b"pers_person_id,pers_surname\nc1,\"O'Neil\n" + b"c2,x\n" * 400_000, "a cell that never ends"),
    "words": (b"pers_person_id,pers_dob\nc1,F\nc2,M\nc3,F\n", "not one cell of pers_dob is a date"),
}


@pytest.mark.parametrize("fault", STOPPED)
def test_a_file_that_stops_its_table(tmp_path: Path, fault: str) -> None:
    content, said = STOPPED[fault]
    (tmp_path / "ssd_person.csv").write_bytes(content)
    ((_, table, message),) = check(tmp_path, as_at=date(2026, 10, 31))
    assert table == "ssd_person"
    assert said in message and "ssd_person.csv" in message


def test_a_truncated_parquet_file(tmp_path: Path) -> None:
    folder = parquet(tmp_path / "files")
    for path in folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if path.name == "person.parquet" else content)
    ((_, table, message),) = check(folder)
    assert (table, message) == ("ssd_person", "person.parquet is not a whole Parquet file: make the extract again.")


def test_a_parquet_file_broken_inside(tmp_path: Path) -> None:
    folder = parquet(tmp_path / "files")
    path = folder / "person.parquet"
    content = bytearray(path.read_bytes())
    # The end, which names the columns, is whole; the pages before it are not.
    content[4:60] = bytes(56)
    path.write_bytes(content)
    ((_, table, _),) = check(folder)
    assert table == "ssd_person"


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ssd_person.xlsx").write_bytes(b"not a workbook")
    ((_, _, message),) = check(tmp_path, as_at=date(2026, 10, 31))
    assert "cannot be opened as a workbook" in message


def test_headings_alone_are_a_table_without_rows(tmp_path: Path) -> None:
    write_tables(tmp_path, {"ssd_person": PERSON.splitlines()[0], "ssd_contacts": CONTACTS})
    checked = check_folder(tmp_path, believable_until=LOADED_AT.date())
    assert checked.rows == {"ssd_person": 0, "ssd_contacts": 2}
    assert "ssd_person" not in checked.absent_tables
    assert ("empty_table", "ssd_person") in {(issue.rule, issue.table) for issue in checked.issues}


def test_rows_out_of_step_are_dropped_and_the_others_kept(tmp_path: Path) -> None:
    lines = [f'c{number},"Smith, A",2015-05-01' for number in range(2, 12)]
    lines[4] = "c6,Smith, A,2015-05-01"
    lines[7] = "c9,Smith"
    write_tables(
        tmp_path, {"ssd_person": "\n".join(["pers_person_id,pers_surname,pers_dob", *lines, "", "c12,Smith,2015-05-01,,"])}
    )
    checked = check_folder(tmp_path, as_at=date(2026, 10, 31), believable_until=LOADED_AT.date())
    assert checked.rows == {"ssd_person": 9}
    assert [(issue.row, issue.found) for issue in checked.issues if issue.rule == "shifted_row"] == [
        (6, "4 cells"),
        (9, "2 cells"),
    ]


def test_a_check_says_what_is_absent(tmp_path: Path) -> None:
    plain(tmp_path)
    checked = check_folder(tmp_path, believable_until=LOADED_AT.date())
    assert checked.as_at == date(2026, 10, 30)
    assert "ssd_cp_plans" in checked.absent_tables and "ssd_person" not in checked.absent_tables
    assert "pers_ethnicity" in checked.absent_columns["ssd_person"]

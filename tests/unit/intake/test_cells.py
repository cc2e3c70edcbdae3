"""What is made of a cell: every quirk of the standard's extracts, a column at a time."""

from datetime import date, datetime
from pathlib import Path

from tests.support.extracts import cells, read_tables


def test_a_date_is_read_in_every_form_the_day_first(tmp_path: Path) -> None:
    forms = (
        "2024-12-10", "2024-12-10 00:00:00.000", "2024-12-10 00:00:00.0000000", "2024-12-10 23:59:59.997", "2024-12-10T00:00:00",
        "2024-12-10T14:05", "2024/12/10", "10/12/2024", "10/12/2024 13:05", "10/12/2024 13:05:22", "10/12/2024 13:05:22.123",
        "10/12/2024 01:05:22 PM", "10-12-2024", "10-12-2024 13:05", "10.12.2024", "10 Dec 2024", "10-Dec-2024", "10-DEC-2024",
        "10 December 2024", "Dec 10 2024 12:00AM", "20241210", " 10/12/2024 ",
    )  # fmt: skip
    read = cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_date", *forms)
    assert dict(zip(forms, read, strict=True)) == dict.fromkeys(forms, date(2024, 12, 10))


def test_the_day_comes_before_the_month(tmp_path: Path) -> None:
    assert cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_date", "03/04/2024", "1/2/2024") == [
        date(2024, 4, 3),
        date(2024, 2, 1),
    ]


def test_a_time_with_a_zone_is_taken_to_london(tmp_path: Path) -> None:
    # Midnight in a London summer is 23:00 of the day before by Greenwich: the day is London's.
    days = {
        "2024-06-09T23:00:00Z": date(2024, 6, 10),
        "2024-06-10T00:00:00+01:00": date(2024, 6, 10),
        "2024-06-10T00:00:00.000+0100": date(2024, 6, 10),
        "2024-12-09T23:00:00Z": date(2024, 12, 9),
        "2024-12-10 00:00:00+00": date(2024, 12, 10),
    }
    read = cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_date", *days)
    assert dict(zip(days, read, strict=True)) == days


def visit_dates(folder: Path, texts: tuple[str, ...]) -> tuple[dict[str, date | None], set[str]]:
    """What the dates of visits make of texts, and the texts of which a data issue says that they cannot be read."""
    lines = [f"v{number},{text}" for number, text in enumerate((*texts, "2024-05-01"))]
    rows, issues = read_tables(folder, {"ssd_cin_visits": "\n".join(["cinv_cin_visit_id,cinv_cin_visit_date", *lines, ""])})
    said = {texts[(issue.row or 0) - 2] for issue in issues if issue.rule == "unreadable_date"}
    return dict(zip(texts, [row["cinv_cin_visit_date"] for row in rows["ssd_cin_visits"]], strict=False)), said


def test_a_date_that_stands_for_none_is_blank_without_a_word(tmp_path: Path) -> None:
    texts = (
        "1900-01-01", "1900-01-01 00:00:00.000", "01/01/1900", "9999-12-31", "31/12/9999", "1899-12-30", "1753-01-01",
        "2999-12-31", "SSD_PH", "ssd_ph", "NULL", "", "  ", "NaT", "None", "\\N",
    )  # fmt: skip
    assert visit_dates(tmp_path, texts) == (dict.fromkeys(texts), set())


def test_a_date_that_cannot_be_is_blank_and_said(tmp_path: Path) -> None:
    texts = (
        "2024-02-30",
        "32/01/2024",
        "12/25/2024",
        "01/02/24",
        "0210-01-01",
        "2150-01-01",
        "45636",
        "soon",
        "2024",
        "-",
        "10/12",
    )
    assert visit_dates(tmp_path, texts) == (dict.fromkeys(texts), set(texts))


def test_times_are_kept_where_a_measure_needs_them(tmp_path: Path) -> None:
    texts = ("2024-12-10 13:05:22.000", "10/12/2024 09:15", "2024-12-10", "2024-06-09T23:30:00Z")
    assert cells(tmp_path, "ssd_contacts", "cont_contact_date", *texts) == [
        datetime(2024, 12, 10, 13, 5, 22),
        datetime(2024, 12, 10, 9, 15),
        datetime(2024, 12, 10),
        datetime(2024, 6, 10, 0, 30),
    ]


def test_every_spelling_of_yes(tmp_path: Path) -> None:
    texts = ("Y", "y", "Yes", "YES", "1", "true", "True", "TRUE", "T", "1.0", " Y ")
    assert cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_seen", *texts) == [True] * len(texts)


def test_every_spelling_of_no(tmp_path: Path) -> None:
    texts = ("N", "n", "No", "NO", "0", "false", "False", "F", "0.0")
    assert cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_seen", *texts) == [False] * len(texts)


def test_what_is_neither_is_blank(tmp_path: Path) -> None:
    texts = ("", "U", "NA", "N/A", "Unknown", "maybe", "2", "SSD_PH")
    assert cells(tmp_path, "ssd_cin_visits", "cinv_cin_visit_seen", *texts) == [None] * len(texts)


def test_an_id_of_nothing_is_blank(tmp_path: Path) -> None:
    texts = ("0", "-1", "0.0", "SSD_PH", "4711", "4711.0", " 4711 ", "00", "A-1")
    expected = [None, None, None, None, "4711", "4711", "4711", "00", "A-1"]
    assert cells(tmp_path, "ssd_cin_plans", "cinp_cin_plan_team", *texts) == expected


def test_a_local_id_may_be_nought(tmp_path: Path) -> None:
    assert cells(tmp_path, "loc_audit", "audit_id", "0", "1") == ["0", "1"]


def test_an_unknown_distance_is_blank(tmp_path: Path) -> None:
    texts = ("999.9", "999.90", "999", "0", "12.4", "1,200", "")
    assert cells(tmp_path, "ssd_cla_placement", "clap_cla_placement_distance", *texts) == [
        None,
        None,
        None,
        0.0,
        12.4,
        None,
        None,
    ]


def test_whole_numbers(tmp_path: Path) -> None:
    texts = ("12", "12.0", "1,200", "12.5", "nan", "inf", "twelve", "")
    assert cells(tmp_path, "ssd_permanence", "perm_siblings_placed_apart", *texts) == [12, 12, 1200, None, None, None, None, None]


def test_numbers(tmp_path: Path) -> None:
    texts = ("0.8", ".5", "1", "1e2", "nan", "inf", "x")
    assert cells(tmp_path, "ssd_professionals", "prof_full_time_equivalency", *texts) == [0.8, 0.5, 1.0, 100.0, None, None, None]


def test_blanks_of_every_kind_are_taken_off(tmp_path: Path) -> None:
    assert cells(tmp_path, "ssd_cin_plans", "cinp_person_id", " c1", "c2 ", "\tc3\t", "\u00a0c4\u00a0", "c 5") == [
        "c1", "c2", "c3", "c4", "c 5",
    ]  # fmt: skip


def test_somebody_may_be_called_none(tmp_path: Path) -> None:
    assert cells(tmp_path, "ssd_person", "pers_surname", "None", "Nan", "NULL", "SSD_PH", "Null") == [
        "None",
        "Nan",
        None,
        None,
        "Null",
    ]


def test_no_disability_is_a_code(tmp_path: Path) -> None:
    text = "disa_table_id,disa_person_id,disa_disability_code\nd1,c1,None\nd2,c2,NONE\nd3,c3,NULL\n"
    rows, issues = read_tables(tmp_path, {"ssd_disability": text})
    assert [row["disa_disability_code"] for row in rows["ssd_disability"]] == ["NONE", "NONE"]
    assert [(issue.rule, issue.row) for issue in issues if issue.row] == [("missing_key", 4)]


def test_roles_are_compared_in_capitals(tmp_path: Path) -> None:
    texts = ("cw", " Allocated Case Worker ", "16PLUS")
    assert cells(tmp_path, "ssd_involvements", "invo_professional_role_id", *texts) == ["CW", "ALLOCATED CASE WORKER", "16PLUS"]


def test_health_checks_keep_their_text(tmp_path: Path) -> None:
    assert cells(tmp_path, "ssd_cla_health", "clah_health_check_type", "Health Assessment", "DENTAL") == [
        "Health Assessment",
        "DENTAL",
    ]


def test_a_code_that_is_not_known_keeps_its_text(tmp_path: Path) -> None:
    texts = ("U4 Foster placement", "Q9", "")
    assert cells(tmp_path, "ssd_cla_placement", "clap_cla_placement_type", *texts) == ["U4", "Q9", None]


def test_a_partly_unknown_date_of_an_earlier_order_stays_text(tmp_path: Path) -> None:
    assert cells(tmp_path, "ssd_cla_previous_permanence", "lapp_previous_permanence_order_date", "zz/05/2015") == ["zz/05/2015"]

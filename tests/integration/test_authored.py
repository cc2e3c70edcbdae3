"""What people write, through the verbs: looked over before it is kept, and used wherever figures are made and judged."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sightline.errors import InputError
from sightline.intake.overlay import lay_over
from sightline.intake.ownership import ownership
from sightline.intake.store import Store
from sightline.judgement.commentary import CommentState
from sightline.judgement.polarity import Polarity
from sightline.pipeline.authored import authored_rows, move_comment, withdraw, write_authored
from sightline.pipeline.comments import authored_comments
from sightline.pipeline.laid_over import commentary_of, targets_of
from sightline.pipeline.load import init_store, load_extract, rows_of_table
from tests.support.extracts import LOADED_AT, write_tables

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
VISITS = "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date\nv1,c1,2026-10-30\n"
UNITS = "unit_id,unit_name,unit_type,service_group,dept_team_id,in_max_caseload_scope,valid_from\n"
CONFIG = "key,value,valid_from\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose extract sets units, a setting, a target and a comment of its own."""
    folder = tmp_path_factory.mktemp("kept")
    tables = {
        "ssd_cin_visits": VISITS,
        "loc_org_unit": f"{UNITS}U1,North,team,locality_cin,T1,Y,2020-04-01\nU2,South,team,locality_cin,T2,Y,2020-04-01\n",
        "loc_config": f"{CONFIG}assessment_type_filter,new,2026-10-01\n",
        "loc_target": "indicator_id,valid_from,green,amber\nassessments-45-days,2026-04-01,90,85\ns47-rate,2026-04-01,1,2\n",
        "loc_commentary": "indicator_id,period_end,text\ncontacts-received,2026-10-31,From the extract\n",
    }
    store = folder / "store"
    load_extract(store, write_tables(folder / "files", tables), loaded_at=LOADED_AT, as_at=date(2026, 10, 31))
    return store


@pytest.fixture
def loaded(kept: Path, tmp_path: Path) -> Path:
    """A copy of it to write into."""
    return Path(shutil.copytree(kept, tmp_path / "store"))


def write(store: Path, kind: str, *rows: dict[str, object], by: str = "A. Analyst") -> int:
    written = write_authored(store, kind, rows, by=by, at=AT)
    return written.added + written.changed


# --- looked over before it is kept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "row", "complaint"),
    [
        ("targets", {"indicator": "assesments-45-days", "met": "90"}, "Did you mean 'assessments-45-days'"),
        ("targets", {"indicator": "assessments-45-days", "met": "about 90"}, "'about 90' is not a band"),
        ("targets", {"indicator": "assessments-45-days", "met": "85+", "near": "75-83", "unit": "%"}, "row 1"),
        ("polarities", {"indicator": "s47-rate", "polarity": "up", "note": "n", "valid_from": "2026-04-01"}, "not a polarity"),
        ("polarities", {"indicator": "s47-rate", "polarity": "low"}, "valid_from and note may not be empty"),
        ("statuses", {"indicator": "contacts-received", "status": "4", "reason": "why"}, "a status is 1, 2 or 3"),
        ("chart-decisions", {"indicator": "contacts-received", "kind": "guess", "month": "2026-10", "reason": "r"}, "guess"),
        ("causes", {"indicator": "contacts-received", "window": "month", "period": "2026-09", "cause": "magic"}, "not a cause"),
        ("incidents", {"incident": "i", "indicators": "contacts-received", "effect": "hide", "text": "t"}, "not an effect"),
        ("incidents", {"incident": "i", "indicators": "contacts", "effect": "caveat", "text": "t"}, "no indicator 'contacts'"),
        ("commentary", {"indicators": "contacts-received", "month": "2026-13", "text": "t"}, "'2026-13' is not a month"),
        ("commentary", {"indicators": "contacts-received", "month": "2026-10", "text": "t", "state": "agreed"}, "Submit them"),
        ("settings", {"key": "assessment_types", "value": "new"}, "There is no setting 'assessment_types'"),
        ("settings", {"key": "assessment_type_filter", "value": "some"}, "'some' is not one of"),
        ("settings", {"key": "assessment_type_filter", "value": "new", "valid_from": "soon"}, "valid_from"),
        ("units", {"unit_id": "U9", "unit_name": "N", "unit_type": "team"}, "service_group and valid_from may not be empty"),
    ],
)
def test_nothing_that_cannot_be_read_is_kept(loaded: Path, kind: str, row: dict[str, object], complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        write(loaded, kind, row)
    assert complaint in str(caught.value) and ("row 1" in str(caught.value))
    assert authored_rows(loaded, kind).records == ()


def test_a_row_that_is_doubtful_names_its_cell(loaded: Path) -> None:
    unit = {"unit_name": "N", "unit_type": "gang", "service_group": "mash", "valid_from": "2026-04-01"}
    with pytest.raises(InputError, match="row 2: unit_type") as caught:
        write(loaded, "units", {"unit_id": "U8", **unit, "unit_type": "team"}, {"unit_id": "U9", **unit})
    assert "Allowed: " in str(caught.value)


def test_two_targets_may_not_hold_on_one_day(loaded: Path) -> None:
    row = {"indicator": "assessments-45-days", "met": "90"}
    assert write(loaded, "targets", {**row, "valid_from": "2025-04-01"}) == 1
    with pytest.raises(InputError, match="row 1"):
        write(loaded, "targets", {**row, "valid_from": "2026-04-01"})
    both = ({**row, "valid_from": "2025-04-01", "valid_to": "2026-03-31"}, {**row, "valid_from": "2026-04-01", "met": "92"})
    assert write(loaded, "targets", *both) == 2
    assert [record.row["met"] for record in authored_rows(loaded, "targets").current] == ["90", "92"]


# --- the authored row wins ---------------------------------------------------------------------------------------------------


def test_a_target_that_people_wrote_stands_in_place_of_the_extract_s(loaded: Path) -> None:
    polarities = {"assessments-45-days": Polarity.HIGH, "s47-rate": Polarity.LOW}
    write(loaded, "targets", {"indicator": "assessments-45-days", "valid_from": "2026-04-01", "met": "95"})
    held, issues = targets_of(loaded, polarities)
    bands = {target.indicator: target.printed.met for target in held.targets}
    assert {name: band and (band.low, band.high) for name, band in bands.items()} == {
        "assessments-45-days": (95.0, float("inf")),
        "s47-rate": (-float("inf"), 1.0),
    }
    [issue] = issues
    assert (issue.rule, issue.table, issue.found) == (
        "authored_wins",
        "loc_target",
        "assessments-45-days authority month 2026-04-01",
    )
    (loaded / "targets.csv").write_text("indicator,valid_from,met\nassessments-45-days,2026-04-01,80\n", encoding="utf-8")
    held, issues = targets_of(loaded, polarities)
    assert [(target.indicator, target.row) for target in held.targets] == [("assessments-45-days", "authored targets, record 1")]
    assert [issue.table for issue in issues] == ["targets.csv"]
    # Another day is another row, and a file that is named for once stands alone.
    (loaded / "targets.csv").write_text(
        "indicator,valid_from,valid_to,met\nassessments-45-days,2025-04-01,2026-03-31,80\n", encoding="utf-8"
    )
    held, issues = targets_of(loaded, polarities)
    assert len(held.targets) == 2 and issues == ()
    held, issues = targets_of(loaded, polarities, loaded / "targets.csv")
    assert len(held.targets) == 1 and issues == ()


def test_a_row_that_was_withdrawn_is_gone_wherever_it_stands(loaded: Path) -> None:
    write(loaded, "targets", {"indicator": "assessments-45-days", "valid_from": "2026-04-01", "met": "95"})
    withdraw(loaded, "targets", 1, by="B. Manager", at=AT)
    held, issues = targets_of(loaded, {"assessments-45-days": Polarity.HIGH, "s47-rate": Polarity.LOW})
    assert [target.indicator for target in held.targets] == ["s47-rate"] and len(issues) == 1


def test_units_and_settings_are_laid_over_the_extract_s(loaded: Path, tmp_path: Path) -> None:
    north = {"unit_id": "U1", "unit_name": "North and West", "unit_type": "team", "service_group": "cla"}
    write(loaded, "units", {**north, "valid_from": "2020-04-01", "in_max_caseload_scope": "N"})
    write(loaded, "units", {**north, "unit_id": "U3", "valid_from": "2026-04-01"})
    write(loaded, "settings", {"key": "assessment_type_filter", "value": "all", "valid_from": "2026-10-01"})
    rows = {row["unit_id"]: row for _, row in rows_of_table(loaded, "loc_org_unit")}
    assert {unit: (row["unit_name"], row["service_group"], row["in_max_caseload_scope"]) for unit, row in rows.items()} == {
        "U1": ("North and West", "cla", False),
        "U2": ("South", "locality_cin", True),
        "U3": ("North and West", "cla", None),
    }
    assert rows["U3"]["valid_from"] == date(2026, 4, 1)
    held = Store(loaded)
    overlaid = lay_over(loaded, held.current_load(), held.authority, tmp_path)
    assert pq.read_table(overlaid.tables["loc_config"]).to_pylist()[0]["value"] == "all"
    assert {(issue.table, issue.found) for issue in overlaid.issues} == {
        ("loc_config", "assessment_type_filter 2026-10-01"),
        ("loc_org_unit", "U1 2020-04-01"),
    }
    assert dict(overlaid.written) == {"settings": 1, "units": 2}
    # Laid over, a table has the columns and types that it had, and the load itself is as it was.
    before, after = (pq.read_schema(path) for path in (held.current_load().tables["loc_config"], overlaid.tables["loc_config"]))
    assert before.equals(after)
    held.current_load().check_whole()


def test_a_unit_that_was_withdrawn_is_gone_from_the_extract_too(loaded: Path) -> None:
    north = {"unit_id": "U1", "unit_name": "North", "unit_type": "team", "service_group": "cla", "valid_from": "2020-04-01"}
    write(loaded, "units", north)
    withdraw(loaded, "units", 1, by="B", at=AT)
    assert [row["unit_id"] for _, row in rows_of_table(loaded, "loc_org_unit")] == ["U2"]


def test_a_table_that_people_write_is_no_longer_absent(loaded: Path, tmp_path: Path) -> None:
    held = Store(loaded)
    assert "loc_audit" in held.current_load().absent_tables
    audit = {"audit_id": "A1", "audit_type": "case", "audit_date": "2026-10-01", "scale": "ofsted", "person_id": "child-1"}
    with pytest.raises(InputError, match="row 1: ") as caught:
        write(loaded, "audits", {**audit, "audit_date": "child-1"})
    # A cell of a row about a child is not quoted.
    assert "child-1" not in str(caught.value)
    from sightline.intake.codes import CODE_SETS

    codes = {name: next(iter(CODE_SETS[f"audit_{name}"].codes)) for name in ("audit_type", "scale")}
    write(loaded, "audits", {**audit, **codes})
    overlaid = lay_over(loaded, held.current_load(), held.authority, tmp_path)
    assert "loc_audit" not in overlaid.absent_tables and "loc_feedback" in overlaid.absent_tables


def test_a_region_says_whose_a_row_is(tmp_path: Path) -> None:
    store = tmp_path / "store"
    init_store(store, "Two", ("343", "372"))
    visits = VISITS.replace("cinv_cin_visit_id", "authority,cinv_cin_visit_id").replace("v1", "343,v1")
    load_extract(store, write_tables(tmp_path / "files", {"ssd_cin_visits": visits}), loaded_at=LOADED_AT)
    unit = {"unit_id": "U1", "unit_name": "N", "unit_type": "team", "service_group": "mash", "valid_from": "2026-04-01"}
    with pytest.raises(InputError, match="no authority column"):
        write(store, "units", unit)
    write(store, "units", {**unit, "authority": "372"})
    # A setting without one holds for all of them.
    write(store, "settings", {"key": "assessment_type_filter", "value": "new"})
    held = Store(store)
    overlaid = lay_over(store, held.current_load(), held.authority, tmp_path)
    assert [row["authority"] for row in pq.read_table(overlaid.tables["loc_org_unit"]).to_pylist()] == ["372"]
    assert [row["authority"] for row in pq.read_table(overlaid.tables["loc_config"]).to_pylist()] == ["343", "372"]
    assert ownership("343").code == "343"


# --- commentary ----------------------------------------------------------------------------------------------------------------

WORDS = {"indicators": "contacts-received", "month": "2026-10-31", "text": "Schools came back."}


def test_a_comment_goes_from_draft_to_agreed_and_keeps_its_history(loaded: Path) -> None:
    write(loaded, "commentary", WORDS, by="Ann")
    move_comment(loaded, 1, CommentState.SUBMITTED, by="Ann", at=AT)
    comment = move_comment(loaded, 2, CommentState.AGREED, by="Bo", at=AT)
    assert (comment.author, comment.state, comment.state_by, comment.number) == ("Ann", CommentState.AGREED, "Bo", 3)
    assert authored_comments(loaded) == (comment,)
    assert [(record.values["state"], record.author) for record in authored_rows(loaded, "commentary").records] == [
        ("draft", "Ann"),
        ("submitted", "Ann"),
        ("agreed", "Bo"),
    ]
    with pytest.raises(InputError, match="Bring it back to draft"):
        write(loaded, "commentary", {**WORDS, "text": "Other words.", "state": "agreed"})
    with pytest.raises(InputError, match="cannot become submitted"):
        move_comment(loaded, 3, CommentState.SUBMITTED, by="Bo", at=AT)
    again = move_comment(loaded, 3, CommentState.DRAFT, by="Cy", at=AT)
    assert (again.author, again.state_by, again.state) == ("Ann", "Cy", CommentState.DRAFT)


def test_a_file_that_says_nothing_of_states_may_be_given_again(loaded: Path) -> None:
    assert write(loaded, "commentary", WORDS) == 1
    move_comment(loaded, 1, CommentState.SUBMITTED, by="Ann", at=AT)
    move_comment(loaded, 2, CommentState.AGREED, by="Bo", at=AT)
    assert write(loaded, "commentary", WORDS) == 0
    assert authored_comments(loaded)[0].state is CommentState.AGREED
    # Other words are a draft again, and nobody's agreement stands under them.
    assert write(loaded, "commentary", {**WORDS, "text": "Other words."}, by="Cy") == 1
    [comment] = authored_comments(loaded)
    assert (comment.state, comment.author) == (CommentState.DRAFT, "Cy")


def test_a_comment_that_somebody_changed_meanwhile_is_not_moved(loaded: Path) -> None:
    write(loaded, "commentary", WORDS)
    write(loaded, "commentary", {**WORDS, "text": "Other words."})
    with pytest.raises(InputError, match="Comment 1 does not hold any more"):
        move_comment(loaded, 1, CommentState.SUBMITTED, by="Ann", at=AT)
    with pytest.raises(InputError, match="There is no comment 9"):
        move_comment(loaded, 9, CommentState.SUBMITTED, by="Ann", at=AT)


def test_words_written_anew_after_a_withdrawal_begin_anew(loaded: Path) -> None:
    write(loaded, "commentary", {**WORDS, "state": "submitted"})
    move_comment(loaded, 1, CommentState.AGREED, by="Bo", at=AT)
    withdraw(loaded, "commentary", 2, by="Bo", at=AT)
    assert authored_comments(loaded) == ()
    with pytest.raises(InputError, match="Submit them first"):
        write(loaded, "commentary", {**WORDS, "state": "agreed"})
    write(loaded, "commentary", WORDS, by="Cy")
    assert [comment.author for comment in authored_comments(loaded)] == ["Cy"]


def test_a_comment_of_the_extract_gives_way_to_one_that_people_wrote(loaded: Path) -> None:
    comments, issues = commentary_of(loaded)
    assert [comment.text for comment in comments] == ["From the extract"] and issues == ()
    write(loaded, "commentary", WORDS, {**WORDS, "kind": "action", "text": "Ask the schools.", "due_date": "2026-12-01"})
    comments, issues = commentary_of(loaded)
    assert [comment.text for comment in comments] == ["Schools came back.", "Ask the schools."]
    assert [(issue.table, issue.found) for issue in issues] == [
        ("loc_commentary", "contacts-received authority 2026-10 analysis")
    ]


def test_a_copy_of_the_folder_is_all_there_is_to_keep(loaded: Path, tmp_path: Path) -> None:
    write(loaded, "commentary", WORDS)
    write(loaded, "settings", {"key": "assessment_type_filter", "value": "all", "valid_from": "2026-10-01"})
    shutil.copytree(loaded / "authored", tmp_path / "other" / "authored")
    assert authored_rows(tmp_path / "other", "settings") == authored_rows(loaded, "settings")
    assert authored_comments(tmp_path / "other") == authored_comments(loaded)

"""`authored`: what people write is kept, listed with its history, and shown beside the figures it is about."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command_line import Said, said

TIMELY = "Assessments completed within 45 working days"


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of the store to write into."""
    return Path(shutil.copytree(store, tmp_path / "store"))


def add(store: Path, kind: str, *lines: str, by: str = "A. Analyst") -> Said:
    file = store / "given.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return said("authored", "add", kind, file, "--by", by, "--store", store)


def summary(store: Path, name: str) -> dict[str, str]:
    ran = said("scorecard", "summary", "--store", store, "--format", "csv")
    assert ran.code == 0, ran.err
    return next(row for row in ran.rows if row["Indicator"] == name)


def test_targets_statuses_and_words_reach_the_scorecard(own: Path) -> None:
    ran = add(own, "targets", "indicator,valid_from,met,near,unit", "assessments-45-days,2026-04-01,100,1,%")
    assert (ran.code, ran.out) == (0, "targets: 1 added, 0 changed, 0 held already.\n")
    add(own, "statuses", "indicator,status,reason,set_on", "assessments-45-days,2,Still too many drift,2026-10-20")
    add(own, "commentary", "indicators,month,text", "assessments-45-days; contacts-received,2026-10,Two workers left")
    row = summary(own, TIMELY)
    assert row["Target"] == "100% or more" and row["Rating"] in {"● Met", "◐ Near"}
    assert row["Status"].startswith("2 ")
    assert row["Comments"] == summary(own, "Contacts received")["Comments"] == "Two workers left (draft, A. Analyst)"


def test_a_file_may_be_given_twice_and_a_changed_row_keeps_its_history(own: Path) -> None:
    head = "indicator,valid_from,met,near,unit"
    add(own, "targets", head, "assessments-45-days,2026-04-01,90,80,%")
    assert "0 added, 0 changed, 1 held already" in add(own, "targets", head, "assessments-45-days,2026-04-01,90,80,%").out
    assert (
        "0 added, 1 changed, 0 held already" in add(own, "targets", head, "assessments-45-days,2026-04-01,95,80,%", by="Bo").out
    )
    assert summary(own, TIMELY)["Target"] == "95% or more"
    [row] = said("authored", "list", "targets", "--format", "csv", "--store", own).rows
    assert (row["record"], row["written_by"], row["supersedes"], row["met"]) == ("2", "Bo", "1", "95")
    rows = said("authored", "list", "targets", "--history", "--format", "csv", "--store", own).rows
    assert [(row["stands"], row["met"]) for row in rows] == [("superseded", "90"), ("holds", "95")]
    assert said("authored", "withdraw", "targets", "2", "--by", "Bo", "--store", own).code == 0
    assert summary(own, TIMELY)["Target"] != "95% or more"
    assert said("authored", "list", "--format", "csv", "--store", own).out == "kind,rows,records\ntargets,0,3\n"
    again = said("authored", "withdraw", "targets", "2", "--by", "Bo", "--store", own)
    assert again.code == 3 and "No record 2 of targets holds now" in again.err


def test_a_file_that_says_the_same_row_gives_way_and_that_is_said(own: Path) -> None:
    (own / "targets.csv").write_text("indicator,valid_from,met,unit\nassessments-45-days,2026-04-01,1,%\n", encoding="utf-8")
    assert summary(own, TIMELY)["Target"] == "1% or more"
    add(own, "targets", "indicator,valid_from,met,unit", "assessments-45-days,2026-04-01,99,%")
    assert summary(own, TIMELY)["Target"] == "99% or more"
    page = said("scorecard", "summary", "--store", own, "--format", "html").out
    assert "Of targets.csv, these rows were also written in Sightline, and what was written there holds: assessments-45" in page


def test_rows_that_cannot_be_read_are_named_and_none_is_kept(own: Path) -> None:
    ran = add(own, "statuses", "indicator,status,reason", "contacts-received,1,fine", "contacts,1,fine", "s47-rate,5,no")
    assert ran.code == 3 and "given.csv, line 3: there is no indicator 'contacts'" in ran.err
    assert said("authored", "list", "--store", own).out.startswith("Nobody has written anything yet.")
    assert add(own, "moods", "indicator", "x").code == 2
    empty = own / "empty.csv"
    empty.touch()
    ran = said("authored", "add", "targets", empty, "--by", "A", "--store", own)
    assert ran.code == 3 and "empty.csv is empty" in ran.err


def test_rows_may_come_as_yaml_or_json(own: Path) -> None:
    yaml = own / "incidents.yaml"
    yaml.write_text(
        "- incident: copied end dates\n  indicators: [contacts-received, assessments-45-days]\n  effect: caveat\n"
        "  text: The system copies end dates.\n  opened_on: 2026-09-01\n",
        encoding="utf-8",
    )
    assert said("authored", "add", "incidents", yaml, "--by", "A. Analyst", "--store", own).code == 0
    [row] = said("authored", "list", "incidents", "--format", "csv", "--store", own).rows
    assert row["indicators"] == "assessments-45-days; contacts-received" and row["opened_on"] == "2026-09-01"
    json = own / "more.json"
    json.write_text('[{"indicator": "contacts-received", "status": 1, "reason": "Fine"}]', encoding="utf-8")
    assert said("authored", "add", "statuses", json, "--by", "A", "--store", own).code == 0
    json.write_text('{"indicator": "x"}', encoding="utf-8")
    assert "must be a list of rows" in said("authored", "add", "statuses", json, "--by", "A", "--store", own).err
    json.write_text("{", encoding="utf-8")
    assert "more.json cannot be read" in said("authored", "add", "statuses", json, "--by", "A", "--store", own).err


def test_an_incident_caveats_or_withholds_until_it_is_closed(own: Path) -> None:
    figure = summary(own, TIMELY)["Oct 2026"]
    head, row = (
        "incident,indicators,effect,text,from_month,closed_on",
        "dates,assessments-45-days,{},End dates are copied,2026-10,{}",
    )
    add(own, "incidents", head, row.format("caveat", ""))
    caveated = summary(own, TIMELY)
    assert caveated["Oct 2026"] == figure and "Doubtful: End dates are copied." in caveated["Cautions"]
    add(own, "incidents", head, row.format("withhold", ""))
    assert f"It touches: {TIMELY}." in said("scorecard", "summary", "--store", own).out.replace("\n", " ")
    asked = ("--indicator", "assessments-45-days", "--store", own)
    sentence = "Withheld: End dates are copied. Open since"
    assert sentence in said("observations", *asked, "--period", "2026-10").err
    assert sentence not in said("observations", *asked, "--period", "2026-09").err
    withheld = summary(own, TIMELY)
    assert withheld["Oct 2026"] == "–" and "Withheld: End dates are copied." in withheld["Cautions"]
    assert withheld["Sep 2026"] == caveated["Sep 2026"] != "–"
    assert figure not in said("scorecard", "summary", "--store", own, "--format", "html").out.split(TIMELY)[1].split("</tr>")[0]
    add(own, "incidents", head, row.format("withhold", "2026-11-01"))
    closed = summary(own, TIMELY)
    assert closed["Oct 2026"] == figure and "Withheld" not in closed["Cautions"]


def test_a_unit_and_a_setting_that_people_wrote_are_calculated_with(own: Path) -> None:
    head = "unit_id,unit_name,unit_type,service_group,dept_team_id,valid_from"
    rows = said("observations", "--indicator", "cpp-open-count", "--period", "2026-10", "--by", "team", "--store", own).rows
    team = max(rows, key=lambda row: int(row["numerator"]))
    ran = add(own, "units", head, f"new-unit,Elsewhere,team,leaving_care,{team['group']},2010-04-01")
    assert ran.code == 0, ran.err
    ran = add(own, "settings", "key,value,valid_from", "assessment_type_filter,new,2026-10-01")
    assert ran.code == 0, ran.err
    assert said("calculate", "--store", own).code == 0
    page = said("scorecard", "summary", "--store", own, "--format", "html").out
    assert "Not compared with September 2026: counting changed in between." in page


def test_a_writing_that_was_cut_short_is_said(own: Path) -> None:
    add(own, "statuses", "indicator,status,reason,set_on", "contacts-received,1,fine,2026-10-01")
    file = own / "authored" / "statuses.jsonl"
    file.write_bytes(file.read_bytes() + b'{"number": 2, "kin')
    ran = said("authored", "list", "statuses", "--format", "csv", "--store", own)
    assert len(ran.rows) == 1 and "The last writing of statuses was cut short" in ran.err
    assert "cut short" in said("authored", "list", "--store", own).err
    ran = add(own, "statuses", "indicator,status,reason,set_on", "contacts-received,2,worse,2026-10-02")
    assert ran.code == 0 and "cut short" in ran.err
    assert len(said("authored", "list", "statuses", "--format", "csv", "--store", own).rows) == 2


@pytest.mark.lists_children
def test_rows_about_children_are_not_shown(own: Path) -> None:
    ran = add(
        own,
        "feedback",
        "feedback_id,received_date,respondent,channel,rating",
        "SYN-000001,2026-10-01,parent,survey,good",
    )
    assert ran.code == 0, ran.err
    listed = said("authored", "list", "feedback", "--history", "--format", "csv", "--store", own)
    assert listed.out.startswith("record,written_by,written_at,supersedes,stands\n") and "SYN-" not in listed.out


def test_arrows_may_be_drawn_for_every_movement(tmp_path: Path) -> None:
    """Two months of a supplied series bear no signal: by default there is no arrow, and plain arrows are a setting."""
    store = tmp_path / "store"
    series = tmp_path / "series.csv"
    head = "indicator,period,window,unit,value,numerator,denominator,source,owner"
    rows = [f"contacts-received,2019-0{month},month,count,{value},,,Report,A" for month, value in ((2, 100), (3, 120))]
    series.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    assert said("history", "load", series, "--store", store).code == 0

    def direction() -> str:
        rows = said("scorecard", "summary", "--period", "2019-03", "--format", "csv", "--store", store).rows
        return next(row["Direction of travel"] for row in rows if row["Indicator"] == "Contacts received")

    assert "▲" not in direction()
    assert add(store, "settings", "key,value", "arrows,plain").code == 0
    assert direction().startswith("▲")
    ran = add(store, "settings", "key,value", "arrows,some")
    assert ran.code == 3 and "'some' is not one of real_change_only, plain" in ran.err


def contacts_in_october(store: Path) -> int:
    asked = ("--indicator", "contacts-received", "--period", "2026-10", "--window", "month", "--format", "csv")
    [row] = said("observations", *asked, "--store", store).rows
    return int(float(row["numerator"]))


def test_words_that_contradict_the_figures_are_not_agreed_until_they_are_answered(own: Path) -> None:
    head = "indicators,month,text,state"
    words = f"contacts-received,2026-10,Contacts received were {contacts_in_october(own) + 7} in October 2026."
    add(own, "commentary", head, f"{words},submitted", by="Ann")
    refused = add(own, "commentary", head, f"{words},agreed", by="Bo")
    assert refused.code == 3
    assert "contradiction:" in refused.err and "write in `answers` why they stand" in refused.err
    [finding] = said("authored", "proofread", "--format", "csv", "--store", own).rows
    assert (finding["record"], finding["state"], finding["finding"]) == ("1", "submitted", "contradiction")
    # An answer holds for the words that it quotes, about these indicators in this month.
    answer = f'"{finding["words"]}",The tracker has seven more'
    add(own, "answers", "indicators,month,words,reason", f"contacts-received,2026-09,{answer}")
    assert add(own, "commentary", head, f"{words},agreed", by="Bo").code == 3
    add(own, "answers", "indicators,month,words,reason", f"contacts-received,2026-10,{answer}")
    assert add(own, "commentary", head, f"{words},agreed", by="Bo").code == 0


def test_words_that_the_figures_bear_out_are_agreed(own: Path) -> None:
    head = "indicators,month,text,state"
    words = f"contacts-received,2026-10,Contacts received were {contacts_in_october(own)} in October 2026."
    assert add(own, "commentary", head, f"{words},submitted", by="Ann").code == 0
    assert add(own, "commentary", head, f"{words},agreed", by="Bo").code == 0
    ran = said("authored", "proofread", "--store", own)
    assert ran.out == "Nothing to say of 1 comment: no statement contradicts the figures.\n"

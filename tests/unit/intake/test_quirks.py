"""The quirks of the standard's extracts (ssd_model.md section 3) that take more than one cell to see."""

from datetime import date
from pathlib import Path

import pytest

from sightline.errors import InputError, UsageError
from sightline.intake.asat import latest_believable
from sightline.intake.ownership import Ownership, ownership
from tests.support.extracts import read_folder, read_tables, write_tables


def test_a_local_code_map_comes_before_everything(tmp_path: Path) -> None:
    rows, issues = read_tables(
        tmp_path,
        {
            "ssd_cin_episodes": """
                referral_id | person_id | referral_date | cine_referral_source_code | referral_team
                ------------+-----------+---------------+---------------------------+--------------
                r1          | c1        | 2024-01-01    | 4                         | t1
                r2          | c1        | 2024-02-01    | 6                         | t1
                r3          | c1        | 2024-03-01    | 99812                     | t1
            """,
            "ssd_contacts": """
                contact_id | person_id | contact_date | cont_contact_source_code
                -----------+-----------+--------------+-------------------------
                k1         | c1        | 2024-01-01   | 4
            """,
            "loc_code_map": """
                source_table | source_field              | source_value | standard_code
                -------------+---------------------------+--------------+--------------
                cin_episodes | cine_referral_source_code | 4            | 6
                CIN_EPISODES | CINE_REFERRAL_SOURCE_CODE | 99812        | 2A
            """,
        },
    )
    # The local 4 is the police on referrals only; on contacts nobody mapped it, so it is the standard's housing.
    assert [row["cine_referral_source_code"] for row in rows["ssd_cin_episodes"]] == ["6", "6", "2A"]
    assert rows["ssd_contacts"][0]["cont_contact_source_code"] == "4"
    assert not [issue for issue in issues if issue.rule == "unknown_code"]


def test_a_description_beside_a_local_source_code_says_what_it_means(tmp_path: Path) -> None:
    rows, _ = read_tables(
        tmp_path,
        {
            "ssd_contacts": """
                contact_id | person_id | contact_date | cont_contact_source_code | cont_contact_source_desc
                -----------+-----------+--------------+--------------------------+------------------------------
                k1         | c1        | 2024-01-01   | 31007                    | Police
                k2         | c1        | 2024-01-02   | 4                        | 1A: Individual - family member
                k3         | c1        | 2024-01-03   | 3F                       | Other
                k4         | c1        | 2024-01-04   |                          | Schools
                k5         | c1        | 2024-01-05   | 31008                    | The postman
                k6         | c1        | 2024-01-06   |                          |
            """
        },
    )
    assert [row["cont_contact_source_code"] for row in rows["ssd_contacts"]] == ["6", "1A", "3F", "2A", "31008", None]


def test_persons_that_mosaic_leaves_out_are_filled_through_the_parent(tmp_path: Path) -> None:
    rows, _ = read_tables(
        tmp_path,
        {
            "ssd_cin_episodes": "cine_referral_id,cine_person_id,cine_referral_date\nr1,c1,2024-01-01\n",
            "ssd_cin_plans": "cinp_cin_plan_id,cinp_referral_id,cinp_cin_plan_start_date\np1,r1,2024-01-05\n",
            "ssd_cin_visits": "cinv_cin_visit_id,cinv_cin_plan_id,cinv_cin_visit_date\nv1,p1,2024-01-08\n",
            "ssd_cla_episodes": (
                "clae_cla_episode_id,clae_person_id,clae_cla_id,clae_cla_placement_id\ne1,c2,care2,pl2\ne2,c2,care2,pl3\n"
            ),
            "ssd_cla_placement": "clap_cla_placement_id,clap_cla_id\npl2,care2\npl3,\npl4,care9\n",
            "ssd_cla_reviews": "clar_cla_review_id,clar_cla_id,clar_cla_review_date\nrv1,care2,2024-03-01\n",
            "ssd_involvements": "invo_involvements_id,invo_referral_id,invo_professional_id\ni1,r1,w1\n",
        },
    )
    # A visit finds its child through its plan, which found it through its referral.
    assert rows["ssd_cin_plans"][0]["cinp_person_id"] == "c1"
    assert rows["ssd_cin_visits"][0]["cinv_person_id"] == "c1"
    assert [row["clap_person_id"] for row in rows["ssd_cla_placement"]] == ["c2", "c2", None]
    assert rows["ssd_cla_reviews"][0]["clar_cla_person_id"] == "c2"
    assert rows["ssd_involvements"][0]["invo_person_id"] == "c1"


def test_a_period_of_care_of_two_children_fills_nobody(tmp_path: Path) -> None:
    rows, _ = read_tables(
        tmp_path,
        {
            "ssd_cla_episodes": "clae_cla_episode_id,clae_person_id,clae_cla_id\ne1,c1,care1\ne2,c2,care1\n",
            "ssd_cla_visits": "clav_cla_visit_id,clav_cla_id,clav_cla_visit_date\nv1,care1,2024-03-01\n",
        },
    )
    assert rows["ssd_cla_visits"][0]["clav_person_id"] is None


def test_staff_numbers_become_professional_ids(tmp_path: Path) -> None:
    rows, _ = read_tables(
        tmp_path,
        {
            # The second worker's id is the first one's staff number: an id that is right is never replaced.
            "ssd_professionals": "prof_professional_id,prof_staff_id\nw1,w2\nw2,900\nw3,7\nw4,7\n",
            "ssd_s47_enquiry": (
                "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_s47_completed_by_worker_id\n"
                "e1,c1,2024-01-01,900\ne2,c1,2024-01-01,w2\ne3,c1,2024-01-01,7\ne4,c1,2024-01-01,0\n"
            ),
            "ssd_care_leavers": "clea_table_id,clea_person_id,clea_care_leaver_personal_advisor\nl1,c1,900.0\n",
        },
    )
    # A number that two workers share is nobody's.
    assert [row["s47e_s47_completed_by_worker_id"] for row in rows["ssd_s47_enquiry"]] == ["w2", "w2", "7", None]
    assert rows["ssd_care_leavers"][0]["clea_care_leaver_personal_advisor"] == "w2"


def test_permanence_is_matched_on_the_person_then_on_the_legacy_id(tmp_path: Path) -> None:
    rows, _ = read_tables(
        tmp_path,
        {
            "ssd_person": "pers_person_id,pers_legacy_id\nc1,c2\nc2,old2\nc3,old3\n",
            "ssd_cla_episodes": "clae_cla_episode_id,clae_person_id,clae_cla_id\ne1,c3,care3\n",
            "ssd_permanence": "perm_table_id,perm_person_id,perm_cla_id\np1,c2,\np2,old2,\np3,,care3\np4,nobody,\n",
        },
    )
    assert [row["perm_person_id"] for row in rows["ssd_permanence"]] == ["c2", "c2", "c3", "nobody"]


def test_json_companions_stand_beside_the_json(tmp_path: Path) -> None:
    text = '{"SINGLE_ASSESSMENT_FLAG":"Y","COMMENTS":"x"}'
    in_quotes = text.replace('"', '""')
    rows, _ = read_tables(
        tmp_path,
        {
            "ssd_cin_episodes": f'cine_referral_id,cine_referral_outcome_json\nr1,"{in_quotes}"\nr2,\nr3,{{}}\n',
            "ssd_assessment_factors": 'cinf_table_id,cinf_assessment_id,cinf_assessment_factors_json\nf1,a1,"[""3B"",""4B""]"\n',
        },
    )
    first, second, third = rows["ssd_cin_episodes"]
    assert (first["cine_referral_outcome_json"], first["cine_referral_outcome_json_true"]) == (text, "|SINGLE_ASSESSMENT|")
    assert (second["cine_referral_outcome_json_true"], second["cine_referral_outcome_json_present"]) == (None, None)
    assert (third["cine_referral_outcome_json_true"], third["cine_referral_outcome_json_present"]) == ("|", "|")
    assert rows["ssd_assessment_factors"][0]["cinf_assessment_factors_json_true"] == "|3B|4B|"


def test_unknown_columns_are_kept_out_and_missing_ones_are_blank(tmp_path: Path) -> None:
    rows, issues = read_tables(tmp_path, {"ssd_person": "PERS_PERSON_ID,nickname\nc1,Bee\n"})
    (person,) = rows["ssd_person"]
    assert "nickname" not in person and person["pers_dob"] is None
    assert ("unknown_column", "nickname") in {(issue.rule, issue.found) for issue in issues}
    assert ("missing_column", "pers_dob") in {(issue.rule, issue.field) for issue in issues}
    assert "Bee" not in repr(issues)


def test_support_tables_are_known_and_not_kept(tmp_path: Path) -> None:
    rows, issues = read_tables(
        tmp_path, {"ssd_person": "pers_person_id\nc1\n", "ssd_api_data_staging": "id,person_id,json_payload\n1,c1,all about c1\n"}
    )
    assert "ssd_api_data_staging" not in rows
    assert not [issue for issue in issues if issue.rule == "unknown_file"]


def test_the_fuller_of_two_rows_with_one_key_is_kept_whatever_the_order(tmp_path: Path) -> None:
    lines = ["c1,2015-05-01,", "c1,2015-05-01,F", "c1,2015-05-01,M", "c2,,M"]
    for number, order in enumerate((lines, lines[::-1])):
        rows, _ = read_tables(tmp_path / str(number), {"ssd_person": "\n".join(["pers_person_id,pers_dob,pers_sex", *order])})
        assert sorted((row["pers_person_id"], row["pers_sex"]) for row in rows["ssd_person"]) == [("c1", "M"), ("c2", "M")]


def test_no_issue_shows_an_identifier_or_a_name(tmp_path: Path) -> None:
    secret = "Seldom-Seen"
    columns = (
        "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_nfa,cine_close_reason,cine_referral_worker_id,"
        "cine_referral_outcome_json"
    )
    lines = [f"{secret}{number},{secret},{secret},{secret},{secret}{number},{secret},{secret}" for number in range(2)]
    _, issues = read_tables(
        tmp_path,
        {
            "ssd_cin_episodes": "\n".join([columns, *lines, "r9,c9,2024-01-01,N,RC1,w1,{}"]),
            "ssd_person": f"pers_person_id,pers_dob\n{secret}9,2024-13-13\n{secret}9,2024-13-13\nc9,2010-01-01\n",
            "ssd_professionals": "prof_professional_id\nw1\n",
        },
    )
    assert {"unknown_person", "unreadable_date", "unreadable_flag", "unknown_code", "unknown_worker", "duplicate_key"} <= {
        issue.rule for issue in issues
    }
    assert secret not in repr(issues)


# --- the as-at date --------------------------------------------------------------------------------------------------------


def test_the_as_at_date_is_the_latest_event() -> None:
    assert latest_believable([]) is None
    assert latest_believable([(date(2026, 10, 30), 1)]) == date(2026, 10, 30)
    many = [(date(2026, 9, day), 400) for day in range(1, 31)]
    assert latest_believable([*many, (date(2026, 10, 5), 1)]) == date(2026, 10, 5)
    # Two visits typed into next year, and one after them, are strays among twelve thousand events.
    assert latest_believable([*many, (date(2026, 10, 31), 2), (date(2026, 12, 31), 1)]) == date(2026, 9, 30)
    # In a small extract every event is believed: a quarter of it may be half a year later.
    assert latest_believable([(date(2024, 1, 1), 3), (date(2024, 7, 1), 1)]) == date(2024, 7, 1)


def test_due_dates_and_days_after_the_load_are_no_events(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path,
        {
            "ssd_cp_reviews": "cppr_cp_review_id,cppr_person_id,cppr_cp_review_due,cppr_cp_review_date\nr1,c1,2026-11-15,\n",
            "ssd_cin_visits": "cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date\nv1,c1,2026-10-30\nv2,c1,2062-10-30\n",
        },
    )
    _, issues = read_folder(folder, as_at=None)
    (late,) = [issue for issue in issues if issue.rule == "future_date"]
    assert late.allowed == "no later than 2026-10-30"


# --- authorities -----------------------------------------------------------------------------------------------------------


def test_every_row_carries_the_authority_of_its_store(tmp_path: Path) -> None:
    tables = {"ssd_person": "pers_person_id\nc1\n"}
    assert read_tables(tmp_path, tables)[0]["ssd_person"][0]["authority"] == "local"
    assert read_tables(tmp_path, tables, owner=ownership("343"))[0]["ssd_person"][0]["authority"] == "343"


def test_rows_of_another_authority_are_refused(tmp_path: Path) -> None:
    folder = write_tables(tmp_path, {"ssd_person": "authority,pers_person_id\n343,c1\n340,c2\n"})
    with pytest.raises(InputError, match="holds rows of authority 340; this store belongs to Sefton"):
        read_folder(folder, owner=ownership("343"))
    with pytest.raises(InputError, match="not said"):
        read_folder(folder)


REGION = Ownership("two", "Two boroughs", "", ("340", "343"))


def test_a_region_keeps_the_authority_of_each_row(tmp_path: Path) -> None:
    rows, issues = read_tables(
        tmp_path,
        {
            # One id in two authorities is two children.
            "ssd_person": "authority,pers_person_id,pers_dob\n343,c1,2015-01-01\n340,c1,2016-01-01\n340,c1,2016-01-01\n",
            "ssd_cin_plans": "authority,cinp_cin_plan_id,cinp_person_id\n340,p1,c1\n343,p1,c2\n",
            "loc_bank_holiday": "holiday_date\n2026-12-25\nsoon\n",
        },
        owner=REGION,
    )
    assert sorted((row["authority"], row["pers_dob"].year) for row in rows["ssd_person"]) == [("340", 2016), ("343", 2015)]
    assert [(row["authority"], str(row["holiday_date"])) for row in rows["loc_bank_holiday"]] == [
        ("340", "2026-12-25"),
        ("343", "2026-12-25"),
    ]
    assert [(issue.table, issue.row) for issue in issues if issue.rule == "unknown_person"] == [("ssd_cin_plans", 3)]
    # A cell of a file that all share is one cell, however many authorities it stands for.
    assert [issue.row for issue in issues if issue.rule == "unreadable_date"] == [3]


def test_a_region_needs_to_know_whose_each_row_is(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no authority column, and this store holds 2 authorities"):
        read_tables(tmp_path, {"ssd_person": "pers_person_id\nc1\n"}, owner=REGION)
    with pytest.raises(InputError, match="rows of no authority"):
        read_tables(tmp_path, {"ssd_person": "authority,pers_person_id\n340,c1\n,c2\n"}, owner=REGION)


def test_whose_store_it_is() -> None:
    assert ownership("343") == ownership("Sefton") == Ownership("343", "Sefton", "North West", ("343",))
    north_west = ownership("North West")
    assert north_west.is_region and "343" in north_west.members and "909" not in north_west.members
    assert len(ownership("England").members) == 153
    assert ownership("Made up", ("1", "2")).members == ("1", "2")
    with pytest.raises(UsageError, match="It became Cumberland"):
        ownership("Cumbria")
    with pytest.raises(UsageError, match="is not an authority"):
        ownership("Atlantis")

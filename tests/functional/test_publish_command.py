"""`sightline publish` and `sightline editions` as their user meets them: frozen, numbered, made again, held against others."""

from __future__ import annotations

import json
import shutil

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.support.council import make_extract, make_store

FIRST, SECOND = (f"scorecard-summary-board-2026-09-issue-{number}" for number in (1, 2))
LATER = "scorecard-summary-board-2026-10-issue-1"


@pytest.fixture(scope="module")
def small_extract(tmp_path_factory):
    return make_extract(tmp_path_factory.mktemp("small") / "extract", children=700, years=2)


@pytest.fixture(scope="module")
def small_store(tmp_path_factory, small_extract):
    return make_store(tmp_path_factory.mktemp("small-store"), small_extract)


@pytest.fixture
def own_store(small_store, tmp_path):
    return shutil.copytree(small_store, tmp_path / "store")


@pytest.fixture
def publish(sightline, own_store):
    def run(period, by="P. Publisher"):
        options = ("--period", period, "--by", by, "--audience", "board", "--format", "csv,html")
        return sightline("publish", "scorecard:summary", *options, "--store", own_store)

    return run


def recorded_late(extract, folder):
    """The same extract with contacts of September that had not been written down yet."""
    shutil.copytree(extract, folder)
    path = folder / "ssd_contacts.parquet"
    contacts = pq.read_table(path)
    september = pc.starts_with(pc.cast(contacts["cont_contact_date"], "string"), "2026-09")
    late = contacts.filter(september)
    names = [f"LATE-{place}" for place in range(late.num_rows)]
    assert names
    at = late.column_names.index("cont_contact_id")
    late = late.set_column(at, contacts.schema.field(at), [names])
    pq.write_table(type(contacts).from_batches([*contacts.to_batches(), *late.to_batches()]), path)
    return folder


def files_under(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_edition_is_made_again_after_later_loads_and_never_changed(publish, sightline, small_extract, own_store, tmp_path):
    first = publish("2026-09")
    assert first.code == 0, first.err
    assert FIRST in first.out
    folder = own_store / "editions" / FIRST
    before = files_under(folder)

    later = recorded_late(small_extract, tmp_path / "later")
    assert sightline("load", later, "--store", own_store, "--as-at", "2026-10-31").code == 0
    assert sightline("calculate", "--store", own_store).code == 0
    second = publish("2026-09")
    assert second.code == 0, second.err
    assert SECOND in second.out
    assert "Restated since the edition before: 0." not in second.out
    assert files_under(folder) == before

    again = sightline("editions", "rebuild", FIRST, "--store", own_store, "--out", tmp_path / "again")
    assert again.code == 0, again.err
    published = {name: content for name, content in before.items() if name.parts[0] in {"files", "figures.json"}}
    assert files_under(tmp_path / "again") == published

    compared = sightline("editions", "compare", FIRST, SECOND, "--store", own_store)
    assert "contacts" in compared.out
    assert sightline("editions", "compare", FIRST, FIRST, "--store", own_store).out == "Every figure is the same in both.\n"
    page = (own_store / "editions" / SECOND / "files" / "scorecard-2026-09.html").read_text("utf-8")
    assert "[r]" in page, "a restated figure is marked"

    assert sightline("loads", "prune", "--keep", "1", "--store", own_store).code == 0
    assert sightline("editions", "rebuild", FIRST, "--store", own_store).code == 0, "what an edition names is never pruned"


def test_an_edition_says_what_it_was_made_from_and_whether_a_file_was_changed(publish, sightline, own_store):
    assert publish("2026-10").code == 0
    held = json.loads((own_store / "editions" / LATER / "edition.json").read_text("utf-8"))
    assert held["load"] and held["build"] and held["catalogue"]
    assert (held["number"], held["published_by"], held["previous"]) == (1, "P. Publisher", None)
    files = {"figures.json", "files/disclosure.csv", "files/scorecard-2026-10.csv", "files/scorecard-2026-10.html"}
    assert set(held["files"]) == files
    assert "Issue 1" in sightline("editions", "list", "--store", own_store).out

    def of_file(name):
        shown = sightline("editions", "show", LATER, "--store", own_store)
        assert shown.code == 0, shown.err
        return next(line for line in shown.out.splitlines() if name in line)

    assert "yes" in of_file("scorecard-2026-10.csv")
    (own_store / "editions" / LATER / "files" / "scorecard-2026-10.csv").write_text("changed", "utf-8")
    assert "no" in of_file("scorecard-2026-10.csv")


def test_the_board_sees_no_small_number_and_the_log_names_what_it_does_not(publish, own_store):
    assert publish("2026-10").code == 0
    files = own_store / "editions" / LATER / "files"
    log = (files / "disclosure.csv").read_text("utf-8").splitlines()
    assert log[0] == "indicator,window,period,breakdown,group,why"
    assert any(line.endswith(",small") for line in log)
    page = (files / "scorecard-2026-10.html").read_text("utf-8")
    assert "[c]" in page


def test_what_changed_since_the_board_last_met_is_held_against_its_last_edition(publish, sightline, own_store, tmp_path):
    assert publish("2026-09").code == 0
    out = tmp_path / "changes"
    options = ("--period", "2026-10", "--audience", "board", "--format", "html", "--out", out, "--store", own_store)
    ran = sightline("report", "changes", *options)
    assert ran.code == 0, ran.err
    assert "Issue 1 of September 2026" in (out / "changes-2026-10.html").read_text("utf-8")


def test_what_cannot_be_published_or_found_is_said(publish, sightline, own_store):
    assert "No edition has been published" in sightline("editions", "list", "--store", own_store).out
    nameless = publish("2026-10", by=" ")
    assert nameless.code == 2
    assert "needs the name of the person" in nameless.err
    unknown = sightline("editions", "show", "monthly-board-2020-01-issue-9", "--store", own_store)
    assert unknown.code == 2
    assert "There is no edition" in unknown.err

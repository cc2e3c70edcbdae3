"""What people write is only ever added to, all of one writing or none of it, whatever interrupts it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import InputError, StoreError
from sightline.intake import authored
from sightline.intake.authored import append_authored, read_authored, withdraw_authored
from sightline.intake.authored_kinds import CHART_DECISIONS, COMMENTARY, KINDS, STATUSES, TARGETS, kind_named
from sightline.intake.schema import TABLES
from sightline.judgement.target_readers import FULL_COLUMNS

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def target(indicator: str = "assessments-45-days", met: str = "90", **more: str) -> dict[str, object]:
    return {"indicator": indicator, "valid_from": "2026-04-01", "met": met, **more}


def add(store: Path, *rows: dict[str, object], by: str = "A. Analyst", at: datetime = AT) -> authored.Appended:
    return append_authored(store, TARGETS, [(f"row {place}", row) for place, row in enumerate(rows, start=1)], by=by, at=at)


def path(store: Path) -> Path:
    return store / "authored" / "targets.jsonl"


def test_a_record_is_a_line_that_says_what_by_whom_and_when(tmp_path: Path) -> None:
    add(tmp_path, target())
    add(tmp_path, target(met="92"), by="B. Manager", at=AT + timedelta(days=1))
    lines = [json.loads(line) for line in path(tmp_path).read_text(encoding="utf-8").splitlines()]
    assert lines[1] == {
        "number": 2,
        "kind": "targets",
        "key": {
            "indicator": "assessments-45-days",
            "applies_to": "authority",
            "basis": "month",
            "valid_from": "2026-04-01",
        },
        "values": {"met": "92"},
        "author": "B. Manager",
        "written_at": "2026-11-03T09:00:00.000000+00:00",
        "supersedes": 1,
        "withdrawn": False,
        "part": [1, 1],
    }
    assert lines[0]["supersedes"] is None


def test_the_last_of_a_key_holds_and_the_first_is_kept(tmp_path: Path) -> None:
    add(tmp_path, target(), target("s47-rate"))
    add(tmp_path, target(met="92"))
    held = read_authored(tmp_path, TARGETS)
    assert [(record.number, record.row["met"]) for record in held.current] == [(2, "90"), (3, "92")]
    key = TARGETS.key_of(held.current[1].row)
    assert [(record.number, record.supersedes) for record in held.history(key)] == [(1, None), (3, 1)]
    assert not held.is_torn


def test_what_is_held_already_is_not_written_again(tmp_path: Path) -> None:
    add(tmp_path, target())
    before = path(tmp_path).read_bytes()
    again = add(tmp_path, target(applies_to="authority", basis="month"), by="Somebody else")
    assert (again.records, again.unchanged) == ((), 1)
    assert path(tmp_path).read_bytes() == before


def test_a_row_that_was_withdrawn_holds_no_longer_until_it_is_written_anew(tmp_path: Path) -> None:
    add(tmp_path, target())
    gone = withdraw_authored(tmp_path, TARGETS, 1, by="B. Manager", at=AT)
    assert (gone.number, gone.supersedes, gone.is_withdrawn) == (2, 1, True)
    held = read_authored(tmp_path, TARGETS)
    assert held.current == () and len(held.latest) == 1 and len(held.records) == 2
    with pytest.raises(InputError, match="No record 1 of targets holds now"):
        withdraw_authored(tmp_path, TARGETS, 1, by="B. Manager", at=AT)
    assert add(tmp_path, target()).records[0].supersedes == 2
    assert len(read_authored(tmp_path, TARGETS).current) == 1


def test_nothing_is_there_where_nobody_wrote(tmp_path: Path) -> None:
    assert read_authored(tmp_path / "no-store", TARGETS).records == ()
    assert not (tmp_path / "no-store").exists()


@pytest.mark.parametrize("of_two", [False, True])
def test_a_writing_cut_short_anywhere_never_counted(tmp_path: Path, of_two: bool) -> None:
    add(tmp_path, target("cin-open-count"))
    whole = path(tmp_path).read_bytes()
    add(tmp_path, *([target(), target("s47-rate")] if of_two else [target()]))
    after = path(tmp_path).read_bytes()
    # One byte less than the whole is a line without its end, which nobody was told was written.
    for length in range(len(whole) + 1, len(after)):
        path(tmp_path).write_bytes(after[:length])
        held = read_authored(tmp_path, TARGETS)
        assert held.is_torn, length
        assert [record.number for record in held.records] == [1]
    path(tmp_path).write_bytes(after)
    assert not read_authored(tmp_path, TARGETS).is_torn


def test_the_next_writing_clears_away_what_a_crash_left(tmp_path: Path) -> None:
    add(tmp_path, target("cin-open-count"))
    whole = path(tmp_path).read_bytes()
    path(tmp_path).write_bytes(whole + b'{"number": 2, "ki\x00\x00')
    added = add(tmp_path, target())
    assert added.was_torn and added.records[0].number == 2
    held = read_authored(tmp_path, TARGETS)
    assert not held.is_torn and len(held.records) == 2
    assert path(tmp_path).read_bytes().startswith(whole)


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda lines: [b"not json", *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: [lines[1], lines[0]],
        lambda lines: [lines[0], b"[]"],
        lambda lines: [lines[0].replace(b'"part": [1, 1]', b'"part": 7'), lines[1]],
    ],
)
def test_a_line_damaged_within_is_refused_and_not_quoted(tmp_path: Path, spoiled: object) -> None:
    add(tmp_path, target(note="secret words"))
    add(tmp_path, target("s47-rate", note="secret words"))
    path(tmp_path).write_bytes(b"\n".join(spoiled(path(tmp_path).read_bytes().splitlines())) + b"\n")  # type: ignore[operator]
    with pytest.raises(StoreError, match=r"targets.jsonl, line \d is damaged") as caught:
        read_authored(tmp_path, TARGETS)
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreError):
        add(tmp_path, target("cin-open-count"))


def test_every_row_that_cannot_be_kept_is_named_and_none_is_kept(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        add(
            tmp_path,
            target(),
            target("s47-rate", colour="red"),
            {"met": "90"},
            target(),
            {"indicator": "x", None: ["90"]},  # type: ignore[dict-item]
        )
    said = str(caught.value)
    assert "row 2: there is no column 'colour'. The columns are indicator," in said
    assert "row 3: indicator may not be empty" in said
    assert "row 4: it is the same row as row 1" in said
    assert "row 5: there are more cells than columns" in said
    assert read_authored(tmp_path, TARGETS).records == ()


def test_who_wrote_it_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--by NAME"):
        add(tmp_path, target(), by="  ")
    add(tmp_path, target())
    with pytest.raises(InputError, match="--by NAME"):
        withdraw_authored(tmp_path, TARGETS, 1, by="", at=AT)
    with pytest.raises(ValueError, match="offset from UTC"):
        add(tmp_path, target(), at=datetime(2026, 11, 2))


def test_a_check_that_refuses_leaves_everything_as_it_was(tmp_path: Path) -> None:
    add(tmp_path, target())

    def check(held: authored.AuthoredRows, rows: object) -> None:
        assert len(held.records) == 1 and rows == [("row 1", {**held.records[0].row, "met": "92"})]
        raise InputError("No.")

    with pytest.raises(InputError, match="No"):
        append_authored(tmp_path, TARGETS, [("row 1", target(met="92"))], by="A", at=AT, check=check)
    assert len(read_authored(tmp_path, TARGETS).records) == 1


def test_many_may_write_at_once_and_each_line_is_whole(tmp_path: Path) -> None:
    def write(worker: int) -> None:
        for place in range(5):
            add(tmp_path, target(f"i{worker}-{place}"), target(f"j{worker}-{place}"), by=f"worker {worker}")

    threads = [Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = read_authored(tmp_path, TARGETS)
    assert [record.number for record in held.records] == list(range(1, 61)) and len(held.current) == 60
    for first, second in zip(held.records[::2], held.records[1::2], strict=True):
        assert (first.author, first.part, second.part) == (second.author, (1, 2), (2, 2))


def test_a_store_that_somebody_else_is_writing_into_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, target())
    monkeypatch.setattr(authored, "PATIENCE_SECONDS", 0)
    with FileLock(tmp_path / "authored" / ".lock"), pytest.raises(StoreError, match="Somebody else is writing"):
        add(tmp_path, target("s47-rate"))
    # Loading an extract holds another lock, for minutes.
    (tmp_path / "loads").mkdir()
    with FileLock(tmp_path / ".lock"):
        assert add(tmp_path, target("s47-rate")).records


def test_a_disk_that_fills_up_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, target())
    before = path(tmp_path).read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(authored.os, "fsync", full)
    with pytest.raises(StoreError, match="is full.*Nothing was written"):
        add(tmp_path, target("s47-rate"))
    assert path(tmp_path).read_bytes() == before


TEXT = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text)


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXT), max_size=12))
def test_any_words_come_back_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]]) -> None:
    store = tmp_path_factory.mktemp("store")
    for indicator, note in said:
        add(store, target(indicator, note=note))
    held = read_authored(store, TARGETS)
    assert {record.row["indicator"]: record.row["note"] for record in held.current} == dict(said)
    assert not held.is_torn


# --- kinds ---------------------------------------------------------------------------------------------------------------


def test_a_kind_has_the_columns_that_its_reader_reads() -> None:
    assert set(TARGETS.every_column) == set(FULL_COLUMNS)
    for kind in KINDS.values():
        assert set(kind.required) | set(kind.defaults) <= set(kind.every_column), kind.name
        if kind.table:
            held = TABLES[kind.table]
            assert kind.key == ("authority", *held.key)
            assert set(kind.every_column) == {"authority", *held.columns} - {"source", "loaded_at"}
    with pytest.raises(Exception, match=r"not a kind of row that people write. There are: targets,"):
        kind_named("kpis")


def test_what_a_row_leaves_out_is_filled_in() -> None:
    row = STATUSES.tidied({"indicator": "x", "status": 2, "reason": " why ", "applies_to": ""}, "A. Head", AT)
    assert row == {
        "indicator": "x",
        "applies_to": "authority",
        "set_on": "2026-11-02",
        "status": "2",
        "author": "A. Head",
        "reason": "why",
    }
    assert STATUSES.tidied({**row, "author": "Another", "set_on": AT.date()}, "A", AT)["author"] == "Another"


def test_one_place_has_one_key_however_it_is_written() -> None:
    first = COMMENTARY.tidied({"indicators": "b;a; b", "month": "2026-10-31", "text": "words"}, "A", AT)
    second = COMMENTARY.tidied({"Indicators": ["a", "b"], "month": "2026-10", "text": "other"}, "A", AT)
    assert COMMENTARY.key_of(first) == COMMENTARY.key_of(second) == ("a; b", "authority", "2026-10", "analysis", "")
    decision = {"indicator": "x", "kind": "rebase", "month": "2026-10-31", "reason": "r"}
    assert CHART_DECISIONS.tidied(decision, "A", AT)["month"] == "2026-10"

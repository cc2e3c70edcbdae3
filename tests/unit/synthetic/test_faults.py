"""Faults are present at their rate, and nothing else is changed by them."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from sightline.synthetic.authority import build_extract
from sightline.synthetic.columns import Frame, Ids
from sightline.synthetic.faults import FAULTS, Fault, add_faults
from sightline.synthetic.shape import Shape
from sightline.synthetic.writing import as_text


@pytest.fixture(scope="module")
def spoiled(shape: Shape) -> tuple[dict[str, Frame], dict[str, int]]:
    frames, counts = build_extract(shape)
    return {frame.name: frame for frame in frames}, counts


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_spoils_its_share_of_rows(
    fault: Fault, shape: Shape, clean_frames: dict[str, Frame], spoiled: tuple[dict[str, Frame], dict[str, int]]
) -> None:
    eligible = int(fault.eligible(clean_frames[fault.table]).sum())
    # An earlier fault of the same table may have taken or added a few candidates.
    assert spoiled[1][fault.name] == pytest.approx(max(1, fault.rate * eligible), rel=0.05, abs=1)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_changes_as_many_rows_as_it_says(
    fault: Fault, shape: Shape, clean_frames: dict[str, Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.synthetic.faults.FAULTS", (fault,))
    frames, counts = add_faults(shape, list(clean_frames.values()))
    before, after = clean_frames[fault.table], next(frame for frame in frames if frame.name == fault.table)
    if len(after) > len(before):
        assert len(after) - len(before) == counts[fault.name]
        return
    old, new = as_text(before.to_arrow()), as_text(after.to_arrow())
    changed = 0
    for name in old.column_names:
        same = pc.fill_null(pc.equal(old[name], new[name]), False)
        both_empty = pc.and_(pc.is_null(old[name]), pc.is_null(new[name]))
        changed += len(old) - pc.sum(pc.or_(same, both_empty)).as_py()
    # A value that is blanked may have been blank before.
    assert 0.7 * counts[fault.name] <= changed <= counts[fault.name]


def test_tables_without_a_fault_stay_as_they_were(
    clean_frames: dict[str, Frame], spoiled: tuple[dict[str, Frame], dict[str, int]]
) -> None:
    touched = {fault.table for fault in FAULTS}
    for name, frame in clean_frames.items():
        if name not in touched:
            assert frame.to_arrow().equals(spoiled[0][name].to_arrow()), name


def test_visits_to_nobody_are_to_people_who_are_not_there(spoiled: tuple[dict[str, Frame], dict[str, int]]) -> None:
    frames, counts = spoiled
    people, visits = frames["ssd_person"].columns["pers_person_id"], frames["ssd_cin_visits"].columns["cinv_person_id"]
    assert isinstance(people, Ids)
    assert isinstance(visits, Ids)
    known = set(people.numbers.tolist())
    lost = sum(number not in known for number in visits.numbers.tolist())
    # A visit to nobody may be among those that are written twice.
    assert counts["visit to nobody"] <= lost <= counts["visit to nobody"] + counts["repeated visit"]

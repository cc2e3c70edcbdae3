from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from sightline.benchmarks.links import shipped_links
from sightline.benchmarks.maps import nearest_map, release_maps, shipped_maps
from sightline.catalogue.models import Flavour, Polarity
from sightline.errors import DefinitionError
from tests.unit.benchmarks.conftest import MAP


def test_a_measure_has_one_id_and_one_place_in_a_release() -> None:
    for release in shipped_maps():
        ids = [m.id for file in release.datasets for group in file.groups for m in group.measures]
        ids += [rate.id for file in release.datasets for rate in file.rates]
        assert len(ids) == len(set(ids)), release.release


def test_rates_are_of_counts_in_the_same_file() -> None:
    for release in shipped_maps():
        for file in release.datasets:
            counts = {m.id for group in file.groups for m in group.measures if m.kind == "count"}
            assert {rate.count for rate in file.rates} <= counts, file.name


def test_every_measure_in_the_releases_that_an_indicator_is_linked_to_is_mapped() -> None:
    mapped = {m.id for release in shipped_maps() for file in release.datasets for group in file.groups for m in group.measures}
    mapped |= {rate.id for release in shipped_maps() for file in release.datasets for rate in file.rates}
    # The ids of our own maps have a dot; LAIT's have none.
    linked = {each for link in shipped_links().values() for each in (*link.measures, *link.counted_otherwise) if "." in each}
    assert linked <= mapped


@pytest.mark.parametrize(
    "text", ["release: only-a-name\n", MAP.replace("kind: count", "kind: total"), "release: [\n", MAP + "more: 1\n"]
)
def test_a_map_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(DefinitionError, match=r"mine\.yaml is not a column map"):
        release_maps(tmp_path)


def test_further_maps_go_before_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MAP)
    (tmp_path / "notes.txt").write_text("not a map")
    assert [each.release for each in release_maps(tmp_path)][0] == "made-up-2025"
    assert release_maps(tmp_path / "nowhere") == shipped_maps()


def test_of_two_releases_with_the_same_columns_the_last_period_decides(tmp_path: Path) -> None:
    (tmp_path / "older.yaml").write_text(MAP)
    (tmp_path / "newer.yaml").write_text(MAP.replace("2025", "2026"))
    header = ["category", "visit_count", "late_count", "late_percent"]
    for period in ("2025", "2026"):
        found = nearest_map(header, period, release_maps(tmp_path))
        assert found is not None and found[0].last_period == period
    assert nearest_map(["category"], "2025", release_maps(tmp_path)) is None


def test_links_and_definitions_that_name_a_published_measure_agree() -> None:
    """What a definition says of its published measure is what its link says: measure, what it counts, polarity."""
    folder = files("sightline").joinpath("definitions", "indicators")
    definitions = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(Path(str(folder)).rglob("*.yaml"))]
    named = [each for each in definitions if each.get("published_as")]
    assert len(named) > 20
    for definition in named:
        link = shipped_links()[definition["id"]]
        said = definition["published_as"]
        assert (link.measures[0], link.flavour, link.polarity) == (said["lait"], said["flavour"], definition["polarity"]), link


def test_what_links_count_is_said_in_the_catalogue_s_words() -> None:
    assert {link.flavour for link in shipped_links().values()} <= {each.value for each in Flavour}
    assert {link.polarity for link in shipped_links().values()} <= {each.value for each in Polarity}

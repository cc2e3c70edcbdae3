"""The catalogue is read again when a local definition changes, and only then."""

from pathlib import Path

from sightline.pipeline.definitions import open_catalogue


def test_a_changed_definition_is_seen_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "definitions" / "indicators" / "assessments"
    folder.mkdir(parents=True)
    first = open_catalogue(tmp_path)
    assert open_catalogue(tmp_path) is first
    (folder / "assessments-45-days.yaml").write_text("id: assessments-45-days\nname: Assessments in good time\n")
    assert open_catalogue(tmp_path).get("assessments-45-days").name == "Assessments in good time"
    (folder / "assessments-45-days.yaml").unlink()
    assert open_catalogue(tmp_path).get("assessments-45-days").name == first.get("assessments-45-days").name

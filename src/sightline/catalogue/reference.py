"""The reference pages and the JSON schema, made from the models, the allow-list and the definitions themselves.

`python -m sightline.catalogue.reference` writes them; a test fails while they are out of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.deadline_page import deadlines_page
from sightline.catalogue.expression_page import expression_page
from sightline.catalogue.indicator_page import group_page, index_page
from sightline.catalogue.loader import NATIONAL_DEFINITIONS, load_catalogue
from sightline.catalogue.models import Indicator
from sightline.catalogue.reports import ReportDefinition
from sightline.catalogue.scorecards import Scorecard
from sightline.catalogue.settings import SETTINGS, Setting, SettingKind
from sightline.cohorts import all_cohorts

SCHEMAS: Mapping[Path, type[BaseModel]] = {
    Path("schema") / "indicator.schema.json": Indicator,
    Path("schema") / "scorecard.schema.json": Scorecard,
    Path("schema") / "report.schema.json": ReportDefinition,
}
GENERATED = "<!-- Generated from the definitions. Do not edit: run `python -m sightline.catalogue.reference`. -->\n\n"


def reference_pages(catalogue: Catalogue, spec: Path) -> Mapping[Path, str]:
    """Every generated page by its path below docs/reference. `spec` is the folder of spec tests (tests/spec)."""
    pages = {
        Path("settings.md"): settings_page(),
        Path("expressions.md"): expression_page(spec),
        Path("deadlines.md"): deadlines_page(catalogue),
        Path("indicators") / "index.md": index_page(catalogue),
    }
    for group, indicators in catalogue.by_group.items():
        pages[Path("indicators") / f"{group}.md"] = group_page(catalogue, group, indicators)
    return {path: GENERATED + text for path, text in pages.items()}


def write_reference(docs: Path, spec: Path, catalogue: Catalogue, definitions: Path = NATIONAL_DEFINITIONS) -> None:
    """Write the pages below `docs`/reference and the JSON schemas below `definitions`, taking away pages of old groups."""
    reference = docs / "reference"
    pages = reference_pages(catalogue, spec)
    for stale in (reference / "indicators").glob("*.md"):
        if stale.relative_to(reference) not in pages:
            stale.unlink()
    for path, text in pages.items():
        (reference / path).parent.mkdir(parents=True, exist_ok=True)
        (reference / path).write_text(text, encoding="utf-8")
    for path, model in SCHEMAS.items():
        (definitions / path).parent.mkdir(parents=True, exist_ok=True)
        (definitions / path).write_text(schema_of(model), encoding="utf-8")


def schema_of(model: type[BaseModel]) -> str:
    """The JSON schema of a kind of file, for editors that complete and check YAML as it is written."""
    schema = model.model_json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A Sightline {model.__name__.removesuffix('Definition').lower()}",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def settings_page() -> str:
    """Every setting with its default and what it may be."""
    lines = [
        "# Settings",
        "",
        "An authority sets these with rows of `loc_config` (`key`, `value`, `valid_from`). A row without a date has always",
        "held. A change is a break in the series of every indicator that reads the setting, and is marked there.",
        "",
        "The settings of a store hold for all of its authorities. Where two of a region choose differently, `sightline",
        "calculate` names them and what they chose, and leaves the figures as they were.",
        "",
        "| key | default | may be | what it decides |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{setting.key}` | {_default(setting)} | {_may_be(setting)} | {setting.note} |" for setting in SETTINGS.values()]
    lines += ["", "Settings that may be read by `setting('key')` in a definition are the words, the numbers and Y or N.", ""]
    return "\n".join(lines)


def _default(setting: Setting) -> str:
    since = f", from {setting.default_from.isoformat()}" if setting.default_from else ""
    if setting.kind is SettingKind.GROUPS:
        groups: dict[str, list[str]] = {}
        for code, group in json.loads(setting.default).items():
            groups.setdefault(group, []).append(code)
        return "; ".join(f"{group}: {', '.join(codes)}" for group, codes in groups.items())
    return f"`{setting.default}`{since}"


def _may_be(setting: Setting) -> str:
    if setting.kind is SettingKind.CHOICE:
        return ", ".join(f"`{word}`" for word in setting.allowed)
    return setting.kind.value


if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[3]
    write_reference(ROOT / "docs", ROOT / "tests" / "spec", load_catalogue(cohorts=all_cohorts()))

"""Targets: a file of them looked over before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.catalogue.issues import did_you_mean
from sightline.judgement.target_linter import TargetFault, lint_targets, missing_particulars
from sightline.judgement.target_readers import read_targets
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.known_figures import terms_of


@dataclass(frozen=True)
class CheckedTargets:
    """What was found in a file of targets: faults that must be mended, and particulars that should be filled in."""

    targets: int
    faults: tuple[TargetFault, ...]
    incomplete: tuple[TargetFault, ...]


def check_targets(store: Path, file: Path, definitions: Path | None = None) -> CheckedTargets:
    """Every fault of every target in a file, and those of indicators that nobody has defined.

    Raises InputError where rows cannot be read at all, naming each.
    """
    terms = terms_of(open_catalogue(store, definitions))
    held = read_targets(file, {name: term.polarity for name, term in terms.items()})
    rows = [*((target.indicator, target.row) for target in held.targets)]
    rows += [(override.indicator, file.name) for override in held.polarities]
    unknown = [
        TargetFault("no_indicator", name, row, f"There is no indicator '{name}'. {did_you_mean(name, terms)}".strip())
        for name, row in rows
        if name not in terms
    ]
    return CheckedTargets(len(held.targets), (*lint_targets(held.targets), *unknown), tuple(missing_particulars(held.targets)))

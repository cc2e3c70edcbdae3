"""Cohorts: one file each, found by their `COHORT`. Order does not matter; the engine sorts by what they read."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from sightline.cohorts.model import Cohort

NOT_COHORTS = {"model", "shared_sql"}


@cache
def all_cohorts() -> Mapping[str, Cohort]:
    """Every cohort by name, from the modules of this package."""
    found = {}
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name not in NOT_COHORTS:
            cohort = importlib.import_module(f"{__name__}.{module_info.name}").COHORT
            found[cohort.name] = cohort
    return dict(sorted(found.items()))

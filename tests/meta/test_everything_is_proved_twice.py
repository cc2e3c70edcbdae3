"""Nothing is published that the twin does not work out a second time: no indicator, no window, no breakdown of shares."""

from __future__ import annotations

import inspect

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.loader import read_catalogue
from sightline.cohorts import all_cohorts
from sightline.vocabulary.periods import STOCK_WINDOWS, Window
from tests.twin import windows
from tests.twin.figures import FLOW, STOCK
from tests.twin.twin import INDICATORS

# Windows that the vocabulary proves by itself, in tests/unit/vocabulary; the twin shares them.
OF_THE_VOCABULARY = {"month", "quarter", "ytd", "rolling_3", "rolling_6", "rolling_12", "snapshot"}


def catalogue() -> Catalogue:
    return read_catalogue(cohorts=all_cohorts())[0]


def offered(indicator: str, window: Window) -> bool:
    """Whether the twin works the indicator out for a window."""
    twin = INDICATORS[indicator].windows
    if isinstance(twin, tuple):
        return window.value in twin
    return (window is Window.SNAPSHOT) == (twin == STOCK)


def test_every_indicator_has_a_twin_and_every_twin_an_indicator() -> None:
    defined = {indicator.id for indicator in catalogue().indicators}
    assert not defined - set(INDICATORS), "write these in tests/twin before they are published"
    assert not set(INDICATORS) - defined, "the twin works out what nobody publishes"


def test_every_window_that_is_offered_is_one_that_the_twin_works_out() -> None:
    lost = [
        f"{indicator.id}: {window}"
        for indicator in catalogue().indicators
        for window in indicator.windows
        if not offered(indicator.id, window)
    ]
    assert not lost, "\n".join(lost)


def test_every_window_is_worked_out_by_the_twin_and_used_by_somebody() -> None:
    assert windows.STANDARD == OF_THE_VOCABULARY
    assert {window.value for window in Window} == OF_THE_VOCABULARY | set(windows.FURTHER)
    used = {window for indicator in catalogue().indicators for window in indicator.windows}
    assert not set(Window) - used, "nobody offers these windows"


def test_the_twin_does_not_ask_the_vocabulary_for_the_further_windows() -> None:
    """A window that both sides took from one place would be proved by nobody."""
    sources = {name: inspect.getsource(function) for name, function in windows.FURTHER.items() if name != "cycle"}
    assert not [name for name, source in sources.items() if "spine.period" in source or "first_month" in source]


def test_measure_and_stock_are_the_same_on_both_sides() -> None:
    """A count that the twin takes for a percentage, or a stock that it takes for a flow, would never be compared."""
    kinds = {"mean_of_days": "mean"}
    different = []
    for indicator in catalogue().indicators:
        twin = INDICATORS[indicator.id]
        if kinds.get(twin.measure, twin.measure) != indicator.measure.value:
            different.append(f"{indicator.id}: {indicator.measure}, {twin.measure} to the twin")
        is_stock = set(indicator.windows) <= STOCK_WINDOWS
        if isinstance(twin.windows, str) and (twin.windows == FLOW) == is_stock:
            different.append(f"{indicator.id}: {'a stock' if is_stock else 'a flow'}, not so to the twin")
    assert not different, "\n".join(different)


def test_shares_of_the_whole_are_shares_to_the_twin_too() -> None:
    ours = {indicator.id: indicator.share_by for indicator in catalogue().indicators if indicator.share_by}
    theirs = {name: twin.shares for name, twin in INDICATORS.items() if twin.shares}
    assert ours == theirs

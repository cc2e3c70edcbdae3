"""Reading figures through the pipeline, each once for as long as the store stands; lists of children are read every time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from sightline.catalogue.catalogue import Catalogue
from sightline.pipeline.attention import Attention, find_attention
from sightline.pipeline.behind import Asking, Behind, find_behind
from sightline.pipeline.catalogue import list_definitions
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.indicator import IndicatorQuestion, IndicatorReading, read_indicator
from sightline.pipeline.months import months_with_figures
from sightline.pipeline.scorecard import make_scorecard
from sightline.pipeline.stamp import store_stamp
from sightline.reports.scorecard import Scorecard
from sightline.vocabulary.periods import Month
from sightline.web.accounts.models import User
from sightline.web.accounts.queries import current_organisation, scope_for
from sightline.web.core.remembering import remembered

Read = TypeVar("Read")


def _store() -> Path:
    store: Path = settings.SIGHTLINE_STORE
    return store


def _definitions() -> Path | None:
    found: Path | None = settings.SIGHTLINE_DEFINITIONS
    return found


def catalogue() -> Catalogue:
    """Every definition that holds here."""
    store = _store()
    return remembered(("catalogue", store), store_stamp(store), partial(open_catalogue, store, _definitions()))


def scorecard(name: str, month: Month | None, unit: str | None) -> Scorecard:
    """A scorecard, judged; `everything` for all indicators by stage."""
    store, chosen = _store(), None if name == EVERYTHING else name
    read = partial(make_scorecard, store, chosen, month=month, unit=unit, definitions=_definitions())
    return remembered(("scorecard", store, name, month, unit), store_stamp(store), read)


EVERYTHING = "everything"


def attention(name: str, unit: str | None) -> Attention:
    """The indicators of a scorecard, those most in need of attention first."""
    store = _store()
    read = partial(find_attention, store, name, unit=unit, definitions=_definitions())
    return remembered(("attention", store, name, unit), store_stamp(store), read)


def reading(question: IndicatorQuestion, *, at: datetime) -> IndicatorReading:
    """All that one indicator's page shows."""
    store = _store()
    organisation = current_organisation()
    names = dict(organisation.team_names)
    if question.split == "worker":
        names |= {worker.professional_id: f"{worker.name} ({worker.professional_id})" for worker in organisation.workers}
    read = partial(read_indicator, store, question, at=at, group_names=names, definitions=_definitions())
    return remembered(("reading", store, question), store_stamp(store), read)


def behind(asking: Asking, user: User) -> Behind:
    """Everybody a figure is about, as far as this reader may see. Never kept: the next reader may see others."""
    return find_behind(_store(), asking, scope=scope_for(user), definitions=_definitions())


def months() -> tuple[Month, ...]:
    """The months that have figures, the latest first."""
    store = _store()
    return remembered(("months", store), store_stamp(store), partial(months_with_figures, store))


def search(words: str) -> list[str]:
    """The ids of indicators that hold all of some words, best match first; all of them for no words."""
    return [row.indicator for row in list_definitions(_store(), _definitions(), words=words or None)]

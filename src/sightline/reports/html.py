"""A report as one accessible page that works offline: nothing in it is fetched, and nothing that was written becomes markup."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sightline.reports.charts import draw, named
from sightline.reports.document import Block, Chart, Report
from sightline.reports.reading import NOTHING_TO_DRAW, byline, charts_with_tables, grouped, section_name

STYLE = files("sightline.reports") / "templates" / "report.css"


def render_html(report: Report) -> str:
    """The page, complete with its style and pictures."""
    page: str = _template().render(report=report, charts_with_tables=charts_with_tables(report), nothing=NOTHING_TO_DRAW)
    return page


@cache
def _template() -> Template:
    # A name that the template misspells is an error, never an empty place.
    environment = Environment(
        loader=PackageLoader("sightline.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"style": Markup(STYLE.read_text(encoding="utf-8")), "zip": zip}
    environment.filters |= {
        "byline": byline,
        "groups": grouped,
        "kind": _kind,
        "name": section_name,
        "picture": _picture,
    }
    return environment.get_template("report.html")


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _picture(chart: Chart) -> Markup | None:
    """The chart's SVG: vl-convert has escaped its words, and `named` those that it adds."""
    picture = draw(chart)
    return Markup(named(picture, chart)) if picture else None

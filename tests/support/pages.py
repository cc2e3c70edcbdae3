"""A client that looks over every page it fetches, as a careful reader of its source would."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from lxml import html

HEADINGS = ("h1", "h2", "h3", "h4")
LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button"}


class InspectingClient(Client):
    """Fails on a page that is not well made. A page of an error is a page too."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            faults = faults_of(response)
            assert not faults, f"{request['PATH_INFO']}: {faults}"
        return response


def faults_of(response: HttpResponseBase) -> list[str]:
    """What is wrong with a page; nothing where it is well made."""
    text = response.content.decode()  # type: ignore[attr-defined]
    page = html.document_fromstring(text)
    found = []
    if page.get("lang") != "en-GB":
        found.append("no language")
    if len(page.findall(".//h1")) != 1:
        found.append(f"{len(page.findall('.//h1'))} h1")
    title = (page.findtext(".//title") or "").strip()
    if "Sightline" not in title:
        found.append(f"title '{title}'")
    ids = [each.get("id") for each in page.iter() if isinstance(each.tag, str) and each.get("id")]
    found += [f"id {each} twice" for each in {each for each in ids if ids.count(each) > 1}]
    found += _headings(page) + _forms(page, set(ids)) + _policy(page, text)
    if re.search(r"\{\{|\{%|None\b(?=</)", text.split("<main", 1)[-1]):
        found.append("a template's own marks, or None")
    return found


def _headings(page: Any) -> list[str]:
    levels = [int(each.tag[1]) for each in page.iter(*HEADINGS)]
    return [f"h{b} after h{a}" for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]


def _forms(page: Any, ids: set[str]) -> list[str]:
    found = []
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post" and not form.findall(".//input[@name='csrfmiddlewaretoken']"):
            found.append("a form without its token")
    labels = {label.get("for") for label in page.iter("label")}
    for field in page.iter(*LABELLED):
        if field.get("type") not in UNLABELLED_TYPES and field.get("id") not in labels and not field.get("aria-label"):
            found.append(f"no label for {field.get('name')}")
    for label in labels - {None}:
        if label not in ids:
            found.append(f"label for {label}, which is not there")
    return found


def _policy(page: Any, text: str) -> list[str]:
    """What the content security policy would refuse: scripts without a nonce, handlers and styles in attributes."""
    found = [f"script without nonce: {each.get('src')}" for each in page.iter("script") if not each.get("nonce")]
    for each in page.iter():
        if isinstance(each.tag, str):
            names = [name for name in each.attrib if name.startswith("on") or (name == "style" and each.tag != "svg")]
            found += [f"{each.tag} with {name}" for name in names]
    return found

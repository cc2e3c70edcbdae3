"""What a model refuses, said in the words of definitions and with the line it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sightline.catalogue.documents import Document, KeyPath
from sightline.catalogue.issues import DefinitionIssue, did_you_mean


def validation_issues(
    error: ValidationError, model: type[BaseModel], document: Document, name: str
) -> tuple[DefinitionIssue, ...]:
    """One definition issue for each thing that the model refuses."""
    return tuple(_issue(details, model, document, name) for details in error.errors(include_url=False))


def _issue(details: Any, model: type[BaseModel], document: Document, name: str) -> DefinitionIssue:
    path: KeyPath = details["loc"]
    key = ".".join(str(part) for part in path)
    found = "" if isinstance(details.get("input"), dict | list | tuple) else str(details.get("input"))
    allowed = ""
    if details["type"] == "missing":
        rule, message, found = "complete", f"'{key}' is missing.", ""
    elif details["type"] == "extra_forbidden":
        hint = did_you_mean(str(path[-1]), _keys_at(model, path[:-1]))
        rule, message, found = "known-keys", f"'{key}' is not a key that is known here. {hint}".strip(), ""
    elif details["type"] == "enum":
        rule, message, allowed = "allowed-values", f"'{key}' has a value that is not known.", _expected(details)
    else:
        reason = details["msg"].removeprefix("Value error, ").rstrip(".")
        said = f"'{key}': {reason[0].lower()}{reason[1:]}" if key else f"{reason[0].upper()}{reason[1:]}"
        rule, message = "allowed-values", f"{said}."
    place = document.place(*path)
    return DefinitionIssue(place.file, place.line, name, rule, message, found, allowed)


def _expected(details: Any) -> str:
    return str(details.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")


def _keys_at(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """The keys that a model knows at a path, following lists and nested models."""
    here: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int) or here is None:
            continue
        field = here.model_fields.get(part)
        here = next(_models_in(field.annotation), None) if field else None
    return tuple(here.model_fields) if here else ()


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)

"""YAML files with the file and line of every key, so that whatever is wrong with a definition can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sightline.catalogue.issues import DefinitionIssue

# The loader in C is many times faster; the one in Python is there where PyYAML was built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    file: str
    line: int


@dataclass(frozen=True)
class Document:
    """The content of one YAML file, or of a national one with a local one laid over it.

    `places` has the line of every key and list item, by its path from the top; the empty path is the file itself.
    """

    path: Path
    content: dict[str, Any]
    places: dict[KeyPath, Place]

    def place(self, *path: str | int) -> Place:
        """Where a key stands; of its nearest parent, where it does not stand anywhere."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(str(self.path), 1))


@dataclass
class _Reading:
    """A document while it is being read."""

    file: str
    places: dict[KeyPath, Place]
    issues: list[DefinitionIssue]
    seen: set[int]

    def refuse(self, line: int, message: str) -> None:
        self.issues.append(DefinitionIssue(self.file, line, Path(self.file).stem, "readable-yaml", message))


def read_document(path: Path) -> tuple[Document | None, tuple[DefinitionIssue, ...]]:
    """Read one YAML file whose top is a mapping. Gives no document where it cannot be read; issues say why."""
    reading = _Reading(str(path), {(): Place(str(path), 1)}, [], set())
    try:
        loader = _LOADER(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reading.refuse(1, f"The file cannot be read as text in UTF-8 ({error.__class__.__name__}).")
        return None, tuple(reading.issues)
    try:
        content = _construct(loader, loader.get_single_node(), (), reading)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        reading.refuse(mark.line + 1 if mark else 1, f"The file cannot be read as YAML: {problem}.")
        return None, tuple(reading.issues)
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        reading.refuse(1, "The file holds no definition. It starts with keys, such as 'id: assessments-45-days'.")
        return None, tuple(reading.issues)
    return Document(path, content, reading.places), tuple(reading.issues)


def _construct(loader: Any, node: Any, path: KeyPath, reading: _Reading) -> Any:
    """The plain value of a node, noting where each part of it stands."""
    if node is None:
        return None
    line = node.start_mark.line + 1
    reading.places.setdefault(path, Place(reading.file, line))
    # An alias gives the same node twice. Definitions are read one key at a time by people; a key says what it says.
    if id(node) in reading.seen:
        reading.refuse(line, "Anchors and aliases (& and *) are not used in definitions. Write the value out.")
        return None
    reading.seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return dict(_items(loader, node, path, reading))
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, item, (*path, index), reading) for index, item in enumerate(node.value)]
    return loader.construct_object(node, deep=True)


def _items(loader: Any, node: yaml.MappingNode, path: KeyPath, reading: _Reading) -> Iterator[tuple[str, Any]]:
    found: set[str] = set()
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        line = key_node.start_mark.line + 1
        if key in found:
            reading.refuse(line, f"The key '{key}' is given twice. Keep one.")
        found.add(key)
        reading.places[(*path, key)] = Place(reading.file, line)
        yield key, _construct(loader, value_node, (*path, key), reading)


def lay_over(national: Document, local: Document) -> Document:
    """The national definition with the keys that the local one gives.

    Mappings are merged key by key; anything else, a list too, is replaced whole. A key given as null is taken away.
    """
    places = dict(national.places)
    content = _merge(national.content, local.content, (), places, local.places)
    return Document(local.path, content, places)


def _merge(
    below: dict[str, Any], above: dict[str, Any], path: KeyPath, places: dict[KeyPath, Place], new: dict[KeyPath, Place]
) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        here: KeyPath = (*path, key)
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            merged[key] = _merge(below[key], value, here, places, new)
            continue
        for old in [known for known in places if known[: len(here)] == here]:
            del places[old]
        places.update({known: place for known, place in new.items() if known[: len(here)] == here})
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged

"""Child-level rows are read with a scope, always: no verb has a default for it, and the web makes one in one place only."""

import ast
from pathlib import Path

from tests.support.repository import LIBRARY, modules, parsed, relative

# The methods that give rows of children, and the functions that select them.
READS_CHILDREN = {"children"}
MAKES_SCOPE = "web/accounts/policies.py"


def functions_that_read_children(path: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(
            isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in READS_CHILDREN
            for call in ast.walk(node)
        )
    ]


def asks_for_scope(function: ast.FunctionDef) -> bool:
    """Whether `scope` must be given, by its name, by every caller."""
    arguments = function.args
    return any(
        argument.arg == "scope" and default is None
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    )


def test_every_verb_that_reads_children_asks_for_a_scope() -> None:
    verbs = [
        (relative(path), function)
        for path in modules("src/sightline/pipeline")
        for function in functions_that_read_children(path)
    ]
    assert {name for name, _ in verbs} >= {"src/sightline/pipeline/children.py", "src/sightline/pipeline/explain.py"}
    assert not [f"{name}: {function.name}" for name, function in verbs if not asks_for_scope(function)]


def test_the_reading_of_children_itself_asks_for_a_scope() -> None:
    store = parsed(LIBRARY / "observations" / "store.py")
    methods = [node for node in ast.walk(store) if isinstance(node, ast.FunctionDef) and node.name in READS_CHILDREN]
    assert methods and all(asks_for_scope(method) for method in methods)


def test_a_verb_without_a_scope_is_noticed() -> None:
    lax = ast.parse("def find(store, *, scope=None):\n    return store.children(scope)").body[0]
    assert isinstance(lax, ast.FunctionDef) and not asks_for_scope(lax)


def test_the_web_makes_a_scope_in_one_place() -> None:
    found = {
        path.relative_to(LIBRARY).as_posix()
        for path in modules("src/sightline/web")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and "Scope" in ast.unparse(node.func)
    }
    assert found <= {MAKES_SCOPE}

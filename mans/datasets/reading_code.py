"""Digest of the code that parses a data set: its module and the imports of that module.

The cache stores the digest, so that data is prepared again exactly when that code changes.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mans.datasets.types import DataSetEntry

_PLACES = ("streaming.", "mans.datasets.", "mans.transforms.tracks")
"""Where such code lies; protocols, for one, decide what is done with samples, not what they are."""
_TOLD_ONLY = ("streaming.errors", "mans.datasets.protocols")


def reading_code(entry: DataSetEntry) -> str:
    """Return a digest of the code that reads a data set, ignoring comments and docstrings.

    An entry whose ``read`` chooses a reader by the file's content names these modules in ``read.modules``.
    """
    return _digest_of_all(entry.read.__module__, *getattr(entry.read, "modules", ()))


@cache
def _digest_of_all(*modules: str) -> str:
    return digest({name: None for module in modules for name in with_imports(module)})


def with_imports(module: str) -> list[str]:
    """Return a module and its transitive imports that affect what is read.

    Package ``__init__`` modules are excluded. So a data set's module must import the reader of its files
    explicitly.
    """
    found: set[str] = set()
    todo = [module]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _relevant_imports(_source(name))
    return sorted(found)


def digest(names: Iterable[str]) -> str:
    """Return a digest of modules' code without comments and docstrings."""
    result = hashlib.sha256()
    for name in names:
        result.update(name.encode() + _bare(_source(name)).encode())
    return result.hexdigest()[:16]


def _source(name: str) -> str:
    module = sys.modules.get(name)
    spec = find_spec(name) if module is None else module.__spec__
    assert spec is not None and spec.origin is not None, name
    return Path(spec.origin).read_text(encoding="utf-8")


@cache  # data sets share most of the modules that read them: each is parsed once for all of them
def _relevant_imports(code: str) -> tuple[str, ...]:
    """Return the modules imported by code that may affect what is read."""
    return tuple(each for each in _imports(code) if _counts(each))


def _imports(code: str) -> Iterator[str]:
    """Return the modules that code may import: both ``a`` and ``a.b`` for ``from a import b``."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _counts(name: str) -> bool:
    """Whether a name is a module, not a package, whose code may affect what is read."""
    if not name.startswith(_PLACES) or name in _TOLD_ONLY:
        return False
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:  # a name within a module
        return False
    return spec is not None and spec.submodule_search_locations is None


@cache
def _bare(code: str) -> str:
    """Dump code without comments, docstrings and layout."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [line for line in body if not _is_text(line)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(line: ast.AST) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)

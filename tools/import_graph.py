"""Import graph of modules and packages from the syntax tree, and its cycles.

Every import counts, at any depth and for type checking too: what a reader has to follow is a dependency. A
package is a folder of modules; what lies at a layer's root belongs to the package of the layer's name.
"""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator, Mapping
from pathlib import Path

Graph = dict[str, set[str]]
"""What each node imports, by dotted name."""

LAYERS = ("streaming", "mans", "app", "cli", "main")
"""From the lowest up: a layer imports from those before it."""


def source_files(root: Path, *layers: str) -> list[Path]:
    """The source files of these layers, relative to the checkout ``root``."""
    found: list[Path] = []
    for layer in layers or LAYERS:
        folder, single = root / layer, root / f"{layer}.py"
        found += sorted(folder.rglob("*.py")) if folder.is_dir() else [single] * single.is_file()
    return [path.relative_to(root) for path in found]


def module_name(path: Path) -> str:
    """The dotted name of a source file, given by its path relative to the checkout."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def name_of(node: ast.expr) -> str:
    """``a.b.c`` of a name or an attribute, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.AST, path: Path) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, module and names of everything a file imports, at any depth, relative imports resolved.

    The names are those after ``from module import``, none for ``import module``; a module imported by a
    call counts where its name is written out.
    """
    package = path.parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *filter(None, [node.module])))
            names = tuple(alias.name for alias in node.names)
            if base:
                yield node.lineno, base, names
            else:  # `from .. import x` that reaches the top: the names are the packages
                for name in names:
                    yield node.lineno, name, ()
        elif isinstance(node, ast.Call) and name_of(node.func) in {
            "__import__",
            "importlib.import_module",
            "import_module",
        }:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value, ()


def module_graph(root: Path) -> Graph:
    """Which module of ours imports which; ``from package import module`` counts as the module."""
    paths = {module_name(path): path for path in source_files(root)}
    graph: Graph = {}
    for module, path in paths.items():
        tree = ast.parse((root / path).read_text(encoding="utf-8"), filename=str(path))
        found: set[str] = set()
        for _, base, names in imports(tree, path):
            found |= {inner if (inner := f"{base}.{name}") in paths else base for name in names or ("",)}
        graph[module] = {name for name in found if name in paths and name != module}
    return graph


def package_graph(modules: Mapping[str, set[str]], root: Path) -> Graph:
    """The same by package: which package holds a module that imports one of another package."""

    def package(module: str) -> str:
        folder = root.joinpath(*module.split("."))
        return module if folder.is_dir() or "." not in module else module.rpartition(".")[0]

    graph: Graph = {}
    for module, imported in modules.items():
        here = package(module)
        graph.setdefault(here, set()).update({package(name) for name in imported} - {here})
    return graph


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return a cycle in a graph, ending with its first node; empty if there is none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [str(node) for node in error.args[1]]
    return []


def without_shortcuts(graph: Mapping[str, set[str]]) -> Graph:
    """Return the transitive reduction of an acyclic graph."""
    order = list(graphlib.TopologicalSorter(graph).static_order())
    reached: Graph = {}
    for node in order:
        direct = graph.get(node, set())
        reached[node] = direct.union(*(reached[each] for each in direct))
    return {node: direct - set().union(*(reached[each] for each in direct)) for node, direct in graph.items()}

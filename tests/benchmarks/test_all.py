"""Every benchmark can still be imported, and so can what the programs inside of them import."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_imported(file):
    module = importlib.import_module(f"benchmarks.{file.stem}")
    for value in vars(module).values():
        if isinstance(value, Path) and value.suffix == ".py":  # a program that it starts
            assert value.is_file()


def programs(tree: ast.AST) -> list[ast.Module]:
    """Return the programs that a module has as texts."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\nfrom " in node.value:
            try:
                found.append(ast.parse(node.value))
            except SyntaxError:
                continue  # prose
    return found


def imported(program: ast.Module) -> list[tuple[str, str]]:
    """Return the modules, and names from them, that a program imports at its top."""
    statements = [node for node in program.body if isinstance(node, ast.ImportFrom)]
    return [(str(node.module), alias.name) for node in statements for alias in node.names]


def test_programs_as_texts_import_what_there_is():
    texts = [program for file in FILES for program in programs(ast.parse(file.read_text(encoding="utf-8")))]
    names = [pair for program in texts for pair in imported(program)]
    assert ("mans.recogniser", "Recogniser") in names and ("app.start", "application") in names
    for module, name in names:
        assert hasattr(importlib.import_module(module), name), f"{name} of {module}"

"""The graph of imports, and its picture, of small trees written by the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.architecture_picture import draw
from tools.import_graph import circle, module_graph, package_graph, without_shortcuts


@pytest.fixture
def tree(tmp_path: Path):
    """Writes modules, by dotted name, and gives the tree's root."""

    def write(**modules: str) -> Path:
        for name, code in modules.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(code)
        return tmp_path

    return write


def test_imports_of_every_kind_are_found(tree):
    root = tree(
        streaming__errors="",
        streaming__readers__ntu="from ..errors import MansError",
        mans__recipe="def late():\n    import streaming.errors",
        mans__training__trainer="if TYPE_CHECKING:\n    from mans import recipe",
        app__start="import importlib\nimportlib.import_module('mans.training.trainer')\nimport numpy",
    )
    graph = module_graph(root)
    assert graph["streaming.readers.ntu"] == {"streaming.errors"}
    assert graph["mans.recipe"] == {"streaming.errors"}
    assert graph["mans.training.trainer"] == {"mans.recipe"}
    assert graph["app.start"] == {"mans.training.trainer"}


def test_a_circle_of_modules_is_told_with_its_way(tree):
    root = tree(mans__a="import mans.b", mans__b="def f():\n    import mans.c", mans__c="import mans.a")
    found = circle(module_graph(root))
    assert set(found) == {"mans.a", "mans.b", "mans.c"} and found[0] == found[-1]


def test_packages_can_be_in_a_circle_where_no_modules_are(tree):
    root = tree(
        mans__networks__tarm="",
        mans__networks__sizes="import mans.training.recipe",
        mans__training__recipe="import mans.networks.tarm",
    )
    modules = module_graph(root)
    assert circle(modules) == []
    assert set(circle(package_graph(modules, root))) == {"mans.networks", "mans.training"}


def test_what_lies_at_a_floors_root_is_the_package_of_its_name(tree):
    root = tree(mans__recipe="import mans.networks.tarm", mans__networks__tarm="import streaming.errors",
                streaming__errors="", main="import mans.recipe")  # fmt: skip
    packages = package_graph(module_graph(root), root)
    assert packages == {
        "main": {"mans"}, "mans": {"mans.networks"}, "mans.networks": {"streaming"}, "streaming": set(),
    }  # fmt: skip


def test_a_shortcut_is_left_out():
    assert without_shortcuts({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {
        "a": {"b"},
        "b": {"c"},
        "c": set(),
    }


def test_the_picture_names_every_package_and_is_the_same_each_time(tmp_path):
    graph = {
        "app.window": {"app.model", "mans"}, "app.model": {"mans"}, "mans": {"mans.networks"},
        "mans.networks": {"mans", "streaming"}, "streaming": set(),
    }  # fmt: skip
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"
    draw(graph, first)
    draw(graph, second)
    text = first.read_text("utf-8")
    assert text == second.read_text("utf-8")
    for name in ("window", "model", "networks", "streaming"):
        assert f">{name}<" in text
    assert "#c8261c" in text  # mans and its networks import each other: in red

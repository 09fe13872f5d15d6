"""The paths, modules, commands and links that the documentation names all exist."""

from __future__ import annotations

import argparse
import re
import shlex
from itertools import takewhile
from pathlib import Path

import pytest

import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "models/README.md", "samples/README.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))

# Tracked folders. What commands write below results/ need not be there.
FOLDERS = "app|benchmarks|cli|docs|mans|models|samples|streaming|tests|tools"
PATH = re.compile(rf"(?<![\w./-])((?:{FOLDERS})/[\w./*-]*)")
PLACEHOLDER = re.compile(r"NAME|[A-Z]{4,}")
COMMAND = re.compile(r"(?:(?:python |N )main\.py|(?:^|`)mans-live) ([a-z][a-z-]*)([^`#\n]*)", re.MULTILINE)
MODULE = re.compile(r"python -m ((?:benchmarks|tools|cli|mans|streaming|app)[\w.]*)")
LINK = re.compile(r"\]\(([^)#\s]+?)(?:#[^)]*)?\)")
NAME = re.compile(rf"`(\w+)` (?:in|of) `((?:{FOLDERS})/[\w/]+\.py)`")
FENCED = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
WHOLE = re.compile(r"(?:\S*python main\.py|mans-live) (.*)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return every command's parser by its name."""
    for action in main.build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("no commands")


def missing(text: str, folder: Path) -> list[str]:
    """Return what a page names and does not exist, in its order and in words."""
    wrong = []
    for code in CODE.findall(text):
        for path in PATH.findall(code):
            if not PLACEHOLDER.search(path) and not _exists(path):
                wrong.append(f"path {path}")
        wrong += [f"module {name}" for name in MODULE.findall(code) if not _is_module(name)]
        for name, words in COMMAND.findall(code):
            known = commands().get(name)
            if known is None:
                wrong.append(f"command {name}")
            else:
                options = re.findall(r"(?<=\s)--[a-z][a-z-]*", words)
                wrong += [
                    f"option {name} {each}" for each in options if each not in known._option_string_actions
                ]
    for name, path in NAME.findall(text):
        if (ROOT / path).is_file() and not re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")):
            wrong.append(f"{name} in {path}")
    for link in LINK.findall(text):
        if "://" not in link and not (folder / link).exists():
            wrong.append(f"link {link}")
    return wrong


def _exists(path: str) -> bool:
    """Whether a path, a pattern or a model's name without its suffix is in the repository."""
    path = path.rstrip("./")
    return any(next(ROOT.glob(each), None) is not None for each in (path, f"{path}.*"))


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_documentation_names_exists(page: Path):
    assert not missing(page.read_text(encoding="utf-8"), page.parent)


def whole_commands(text: str) -> list[list[str]]:
    """Return the words of the program's commands in a page's examples for the shell."""
    lines = [line for block in FENCED.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    found = [shlex.split(match[1], comments=True) for match in map(WHOLE.match, lines) if match]
    return [list(takewhile(lambda word: word not in ("|", ">", "&&"), words)) for words in found if words]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_for_the_shell_are_understood(page: Path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for own in ("FOLDER", "my-actions"):  # folders of the user's own data
        Path(own).mkdir()
    parser = main.build_parser()
    for words in whole_commands(page.read_text(encoding="utf-8")):
        try:
            parser.parse_args(words)
        except SystemExit as stopped:
            assert stopped.code == 0, f"{shlex.join(words)}: {capsys.readouterr().err.splitlines()[-1]}"


def test_commands_are_found_in_examples_for_the_shell():
    text = """
```sh
.venv/bin/python main.py live --people 2 | grep x # two
mans-live    # the window
mans-live record OUT.mcap \\
    --seconds 60
pip install mans-live
```
"""
    assert whole_commands(text) == [["live", "--people", "2"], ["record", "OUT.mcap", "--seconds", "60"]]


def test_what_is_missing_is_noticed():
    text = """
    `mans/tarm.py`, `mans/ne*/`, `mans/old_*.py`, `mans/networks/tarm.py`, `mans/networks/NAME.py`
    [a](nowhere.md), [b](README.md#x)
    `Recipe` in `mans/recipe.py`, `Nothing` of `mans/recipe.py`
    `mans-live reply x`, `pip install mans-live that works`
    `python main.py evaluat x`, `python main.py live --people 2 --persons 3`
    ```sh
    python -m benchmarks.nothing DIR
    python -m benchmarks.gpu
    torchrun --nproc-per-node N main.py trains ut-kinect
    ```
    """
    assert sorted(missing(text, ROOT), key=str.lower) == [
        "command evaluat",
        "command reply",
        "command trains",
        "link nowhere.md",
        "module benchmarks.nothing",
        "Nothing in mans/recipe.py",
        "option live --persons",
        "path mans/old_*.py",
        "path mans/tarm.py",
    ]

"""The examples of the documentation run, or are understood by what they are for.

Commands that need a data set, a camera or much time are parsed by the real parser: the program's own in
test_docs_paths.py, those of benchmarks and tools here. Those that need a recording run on a bundled one.
"""

from __future__ import annotations

import argparse
import re
import runpy
import shlex
import shutil
import sys
import warnings
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest

import main
from app.model.commands import Command
from mans.bundled import MODEL
from mans.recogniser import Recogniser
from streaming import Assignment, Chain, read_recording, recognise
from streaming.writers.ntu import write_ntu

from .support.own_actions import performed
from .support.recorded_source import Recorded
from .test_docs_paths import PAGES, ROOT, whole_commands

MORE_PAGES = [*PAGES, ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]
SAMPLE = ROOT / "samples" / "squat.skeleton"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
OWN = re.compile(r"(?:\S*python main\.py|mans-live) (.+)")
MODULE = re.compile(r"python -m ((?:benchmarks|tools)[.\w]*) ?(.*)")
ON_A_RECORDING = ("info", "count", "angles", "label", "datasets")


def code(page: Path) -> tuple[list[str], list[str]]:
    """Return the lines of a page's examples for the shell, and what its sentences have as code."""
    text = page.read_text(encoding="utf-8")
    blocks = [block.replace("\\\n", " ") for language, block in FENCED.findall(text) if language == "sh"]
    lines = [line for block in blocks for line in block.splitlines()]
    return lines, INLINE.findall(FENCED.sub("", text))


def words_of(line: str) -> list[str]:
    """Return a command's words, up to a comment or a pipe; options in brackets are given, "..." left out."""
    line = re.sub(r"\[(--[^]]*)\]", r"\1", line).replace(" ...", "")
    return list(takewhile(lambda word: word not in ("|", ">", "&&"), shlex.split(line, comments=True)))


def module_commands() -> list[tuple[str, str]]:
    """Return the modules that the pages run with arguments, and these, each once."""
    parts = [part for page in MORE_PAGES for part in code(page)]
    found = [match for part in parts for each in part for match in MODULE.findall(each)]
    return sorted({(module, words) for module, rest in found if (words := shlex.join(words_of(rest)))})


class Understood(Exception):
    """Raised where a module's arguments were parsed, in place of what it does with them."""


@pytest.fixture
def stop_after_parsing(monkeypatch):
    parse = argparse.ArgumentParser.parse_args

    def parse_args(self, *args, **kwargs):
        parse(self, *args, **kwargs)
        raise Understood

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_args)


@pytest.mark.parametrize(("module", "words"), module_commands(), ids=lambda value: value[:60])
def test_benchmarks_and_tools_understand_their_arguments(
    module: str, words: str, stop_after_parsing, monkeypatch, capsys
):
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    if "parse_args(" not in source:
        assert [word for word in re.findall(r"--[\w-]+", words) if f'"{word}"' not in source] == []
        return
    monkeypatch.setattr(sys, "argv", [module, *shlex.split(words)])
    with warnings.catch_warnings(), pytest.raises(Understood):
        warnings.simplefilter("ignore", RuntimeWarning)  # that it was imported before
        try:
            runpy.run_module(module, run_name="__main__")
        except SystemExit:
            raise AssertionError(capsys.readouterr().err) from None


@pytest.mark.parametrize("page", MORE_PAGES, ids=lambda page: page.name)
def test_commands_in_sentences_are_understood(page: Path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("FOLDER").mkdir()
    parser = main.build_parser()
    for match in filter(None, map(OWN.fullmatch, code(page)[1])):
        words = words_of(match[1])
        if len(words) > 1:  # else the command is only named
            try:
                parser.parse_args(words)
            except SystemExit as stopped:
                assert stopped.code == 0, f"{match[0]}: {capsys.readouterr().err.splitlines()[-1]}"


def test_targets_of_make_and_extras_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for page in MORE_PAGES:
        for each in (*code(page)[0], *code(page)[1]):
            for target in re.findall(r"(?:^|&& )make ([a-z][a-z-]*)", each):
                assert f"\n{target}:" in makefile, f"{page.name}: make {target}"
            for extras in re.findall(r"pip install .*\[([\w,]+)\]", each):
                for extra in extras.split(","):
                    assert f"\n{extra} = [" in project, f"{page.name}: {each}"


@pytest.fixture
def user_folder(tmp_path, monkeypatch) -> Path:
    """A user's folder, with a recording under each name that the pages give theirs."""
    for name in ("FILE", "SQUATS.mcap", "squats.mcap", "take.mcap", "take1.mcap"):
        shutil.copy(SAMPLE, tmp_path / name)
    for folder in ("models", "samples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.stem != "own-data"], ids=lambda page: page.name
)
def test_commands_for_a_recording_run(page: Path, user_folder, capsys):
    for words in whole_commands(page.read_text(encoding="utf-8")):
        files = [word for word in words[1:2] if not word.startswith("-")]
        if words[0] in ON_A_RECORDING and all((user_folder / name).is_file() for name in files):
            assert main.main(words) == 0, f"{shlex.join(words)}: {capsys.readouterr().err}"


def run_example(page: str, **names: object) -> dict[str, object]:
    """Run the only example in Python on a page, with the names that it presupposes; return all names."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (block,) = (block for language, block in FENCED.findall(text) if language == "python")
    exec(compile(block, page, "exec"), names)
    return names


def test_an_export_is_used_without_the_program(user_folder, capsys):
    run_example("deployment.md")
    assert (
        capsys.readouterr().out.strip() in Recogniser.load(ROOT / "models/ut-kinect-mans9.safetensors").labels
    )


def test_events_are_sent_from_python():
    chain = Chain(Recorded(read_recording(SAMPLE)), Assignment.of(Recogniser.load(MODEL)))
    assert "broadcast" in run_example("events.md", chain=chain)


def test_a_recording_is_written_from_python(tmp_path):
    recording = read_recording(SAMPLE)
    frame, answer = recording.frames[0], next(iter(recognise(recording, Recogniser.load(MODEL))))
    image = np.zeros((48, 64, 3), np.uint8)
    run_example("recordings.md", folder=tmp_path, frame=frame, answer=answer, time_s=frame.time_s, rgb=image)
    (written,) = tmp_path.iterdir()
    assert written.name == "squats.mcap" and len(read_recording(written).frames) == 1


def test_own_actions_are_taught_from_python(user_folder, capsys):
    rows = ["file,start,end,label,person"]
    for take in range(2):
        recording, spans = performed(("salute", "halt"), seed=take)
        write_ntu(recording, user_folder / f"take{take}.skeleton")
        for label, *edges_s in spans:
            start_s, end_s = (f"{each - recording.start_s:.3f}" for each in edges_s)
            rows.append(f"take{take}.skeleton,{start_s},{end_s},{label},")
    (user_folder / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    run_example("teaching.md")
    assert "salute" in capsys.readouterr().out and (user_folder / "mine.json").is_file()


def test_every_example_in_python_is_run():
    """Those of python.md in test_python_interface.py, that of own-actions.md in test_open_project.py."""
    pages = {page.name for page in MORE_PAGES if "```python" in page.read_text(encoding="utf-8")}
    here = {"deployment.md", "events.md", "recordings.md", "teaching.md"}
    assert pages == {"python.md", "own-actions.md", *here}


def test_the_table_of_keys_has_those_of_the_window():
    page = (ROOT / "docs" / "window.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| ", page.split("## Keyboard")[1].split("\n## ")[0], re.MULTILINE)
    told = {key.strip("` ") for row in rows for key in re.split(r",(?= )| or | (?=`)", row)}
    told |= {f"Ctrl+{key[-1]}" for key in re.findall(r"Ctrl and `[+-]", "".join(rows))}
    shown = {command.keys[0].replace("Del", "Delete") for command in Command if command.keys}
    assert sorted(shown - told) == []

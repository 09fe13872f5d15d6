"""The check of prose: what it finds and what it leaves alone. ``make prose`` runs it over the pages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tools.prose import HOUSE, RULES, WORDS, findings, help_texts, main, pages, prose

FAULTS = """# A page

The recogniser shows teh action of an person.

It shows the skeleton in in every frame, and it shows the action in every frame, and it shows the attention
in every frame, and it shows the evidence in every frame, and it shows the score in every frame, too.

Please press `A`. The window is being closed, simply in order to save the color of a joint.

They are inserted into the sample's mean pose.
"""
LEFT_ALONE = """# F_A of HDM05 at 640x480

An F_A of Kinect's `teh` [page](the-the-page.md) is a number.

```sh
please teh teh
```

<!-- results x -->

Written by a a command, simply.

<!-- /results x -->

| taught | noflush | 0.1 | 0.2 ± 0.1 | 98 % |
| a cell | is a list; of phrases; that would be; a sentence of more than; forty words |
"""


@pytest.fixture(scope="module")
def found() -> list[str]:
    return findings({"docs/a.md": FAULTS, "b.md": LEFT_ALONE})


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (3, "SpellCheck"),
        (3, "AnA"),
        (5, "House: “in in”"),
        (5, "LongSentences"),
        (8, "House: “Please”"),
        (8, "House: “is being closed”"),
        (8, "House: “simply”"),
        (8, "House: “in order to”"),
        (8, "SpellCheck"),  # American
        (10, "MissingTo"),  # of a kind of two words, "Word Choice"
    ],
)
def test_faults_are_found_where_they_are(line: int, what: str, found):
    assert [each for each in found if each.startswith(f"docs/a.md:{line}: {what}")], found


def test_code_names_and_what_commands_write_are_left_alone(found):
    assert [each for each in found if each.startswith("b.md")] == []


def test_lines_stay_where_they_are():
    assert prose(LEFT_ALONE).count("\n") == LEFT_ALONE.count("\n")


def test_all_rules_are_ones_that_harper_has():
    done = subprocess.run(
        [sys.executable, "-m", "harper", "config"], capture_output=True, text=True, check=True
    )
    assert [rule for rule in RULES if f'"{rule}"' not in done.stdout] == []
    assert [words for words in HOUSE if not re.compile(words)] == []


def test_the_pages_and_the_help_of_every_command_are_checked():
    assert {"README.md", "SECURITY.md", "CHANGELOG.md", "docs/start.md"} <= set(pages())
    told = help_texts()
    assert "help-of-live.md" in told and "camera number" in told["help-of-live.md"]


def test_the_vocabulary_is_sorted_and_has_each_word_once():
    words = WORDS.read_text(encoding="utf-8").split()
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))


@pytest.mark.parametrize("word", ["docs/nothing.md", "docs", "--nothing"])
def test_what_cannot_be_checked_is_an_error(word: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit, match="2"):
        main([word])
    assert word in capsys.readouterr().err

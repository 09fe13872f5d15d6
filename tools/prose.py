"""Check the prose of the documentation: ``python -m tools.prose [FILE ...]``, else all pages and --help.

Harper, an offline grammar checker, applies the rules listed in ``RULES`` in British English; words that its
dictionary lacks are in tools/words.txt. ``HOUSE`` adds rules of this project's style. What is not prose is
left out: code, rows of figures, and what commands write between ``<!-- name -->`` marks.

Each finding is a line, ``FILE:LINE: rule: message``. The exit code is 1 if there are any, 2 if a FILE is not
there.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from main import build_parser
from streaming.writers.atomic import replace_text

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "tools" / "words.txt"
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md", "models/README.md")

SPELLING = ("SpellCheck", "Regionalisms", "CorrectNumberSuffix", "Months", "PluralDecades")
GRAMMAR = (
    *("AnA", "CriteriaPhenomena", "DoubleModal", "DoubleNegative", "EachOthersPossessive", "ItsPossessive"),
    *("IsBeenAuxSequence", "MassNouns", "MissingTo", "ModalOf", "MultipleSequentialPronouns", "NotIn"),
    *("NounVerbConfusion", "OneOfTheSingular", "PronounInflectionBe", "QuantifierNeedsOf", "SingleBe"),
    *("RegularIrregulars", "TheTheToThatThe", "ThenThan", "ThereIsAgreement", "ToTo", "ToTwoToo"),
    *("WereWhere", "WillNonLemma"),
)
STYLE = (
    *("AvoidAndAlso", "CondenseAllThe", "FillerWords", "Hedging", "LitotesDirectPositive", "LongSentences"),
    *("MoreBetter", "Oxymorons", "RedundantAcronyms", "RedundantAdditiveAdverbs", "RedundantFirsts"),
    *("RedundantThat", "RepeatedWords", "VeryUnique"),
)
TYPOGRAPHY = ("CommaFixes", "DoubleClick", "RightClick", "Spaces", "TransposedSpace", "UnclosedQuotes")
RULES = (*SPELLING, *GRAMMAR, *STYLE, *TYPOGRAPHY)
"""Harper's rules that are applied.

Not among them, of its nine hundred: those whose advice is not this project's style (title case, the Oxford
comma, units spelled out), those for other kinds of text, and those that mostly report correct sentences.
"""

HOUSE = {
    r"please": "say what to do",
    r"simply|easily|obviously|clearly|of course|basically|actually|really|very|quite": "leave it out",
    r"(?:is|are|was|were|be) being \w+": "name who does it, or use the simple present",
    r"in order to|so as to": "to",
    r"due to the fact that|owing to the fact that": "because",
    r"utili[sz]e[sd]?|leverag(?:e|es|ed|ing)|make[s]? use of": "use",
    r"(?:is|are) able to|has the ability to": "can",
    r"prior to": "before",
    r"in the event that": "if",
    r"a large number of|a variety of|various|several different": "say how many, or which",
    r"state[- ]of[- ]the[- ]art|cutting[- ]edge|seamless(?:ly)?|powerful": "say what it does",
    r"(?P<word>[a-z]+) (?P=word)": "once is enough",
}
"""Words of no use, by pattern, and what to write in their place."""

_FENCED = re.compile(r"^( *```).*?^\1", re.DOTALL | re.MULTILINE)
_GENERATED = re.compile(r"^<!-- (\S.*?) -->$.*?^<!-- /\1 -->$", re.DOTALL | re.MULTILINE)
_FIGURES = re.compile(r"^\|.*(?:\| *[-+]?\d[\d.,/ ±%]* *){3}.*", re.MULTILINE)
_ROW = re.compile(r"^\|.*", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\([^)\s]*\)")
_HOUSE = {re.compile(rf"\b(?:{words})\b", re.IGNORECASE): advice for words, advice in HOUSE.items()}
_FOUND = re.compile(r"^(?P<name>\S+?):(?P<line>\d+):\d+: [\w ]+::(?P<rest>.+)$", re.MULTILINE)
_WITH_DIGIT = re.compile(r"\b\w*\d\w*\b")
_SIZE = re.compile(r"(?<=\d)x\d+")
_INITIAL = re.compile(r"\b[^\W\d_]\b\.?")
_NAMES = re.compile(r"[\w.]+[_=][\w.=]+|\w*\.[a-z]\w+|\d+x\d+|h:mm:ss")
_NOT_IN_A_PATH = "~"


def prose(page: str) -> str:
    """Return a page's Markdown without code blocks and figures, each line where it was."""

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    for pattern in (_FENCED, _GENERATED, _FIGURES):
        page = pattern.sub(blank, page)
    page = _ROW.sub(lambda row: row[0].replace(";", "."), page)  # a cell is a list of phrases
    return page.replace("F_A", "FA").replace("F_M", "FM")  # one word each, not an article after a line


def known_words(texts: Iterable[str]) -> set[str]:
    """Return the words of tools/words.txt, also as genitives, letters, and words such as fp32 and 640x480."""
    words = set(WORDS.read_text(encoding="utf-8").split())
    for text in texts:
        words.update(*(pattern.findall(text) for pattern in (_WITH_DIGIT, _SIZE, _INITIAL)))
    return words | {f"{word}'s" for word in words}


def by_house_rules(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each finding by ``HOUSE``, and what it is."""
    for number, line in enumerate(text.splitlines(), 1):
        words = _LINK.sub("]", _CODE.sub("``", line))
        for pattern, advice in _HOUSE.items():
            yield from ((number, f"House: “{found[0]}”: {advice}.") for found in pattern.finditer(words))


def by_harper(texts: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    """Yield the name and line of each finding by Harper, and what it is.

    Raises:
        RuntimeError: if it ran into an error of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = {name.replace("/", _NOT_IN_A_PATH): name for name in texts}
        for flat, name in names.items():
            replace_text(Path(folder, flat), texts[name], durable=False)
        dictionary = Path(folder, WORDS.name)
        replace_text(dictionary, "\n".join(sorted(known_words(texts.values()))), durable=False)
        words = ["lint", "--quiet", "--no-color", "--format", "compact", "--dialect", "british"]
        words += ["--user-dict-path", dictionary.name, "--only", ",".join(RULES), *names]
        done = subprocess.run(
            [sys.executable, "-m", "harper", *words],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    found = list(_FOUND.finditer(done.stdout))
    if done.returncode != 0 and not found:
        raise RuntimeError(f"harper-cli ended with code {done.returncode}: {done.stderr.strip()}")
    yield from ((names[each["name"]], int(each["line"]), each["rest"]) for each in found)


def findings(texts: dict[str, str]) -> list[str]:
    """Return the findings in Markdown texts as lines, by name and line."""
    texts = {name: prose(text) for name, text in texts.items()}
    found = list(by_harper(texts))
    found += ((name, line, what) for name, text in texts.items() for line, what in by_house_rules(text))
    return [f"{name}:{line}: {what}" for name, line, what in sorted(found)]


def help_texts() -> dict[str, str]:
    """Return what ``--help`` of the program and of each command says, as Markdown, by a name."""

    def told(parser: argparse.ArgumentParser) -> Iterator[str]:
        formatter = parser._get_formatter()
        yield parser.description or ""
        for option in parser._actions:
            if option.help and option.help != argparse.SUPPRESS:
                yield _NAMES.sub(r"`\g<0>`", formatter._expand_help(option).strip())

    parser = build_parser()
    (commands,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return {
        f"help-of-{name}.md": "\n\n".join(told(each))
        for name, each in {"main": parser, **commands.choices}.items()
    }


def pages(patterns: Iterable[str] = PAGES) -> dict[str, str]:
    """Return the text of the pages that match patterns, by their path in the repository."""
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def main(words: Sequence[str] | None = None) -> int:
    """Print the findings; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="page to check (default: all)")
    files = parser.parse_args(words).files
    for file in files:
        if not file.is_file():
            parser.error(f"there is no file {file}")
    try:
        found = findings(
            {file.as_posix(): file.read_text(encoding="utf-8") for file in files} or pages() | help_texts()
        )
    except KeyboardInterrupt:
        return 130
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

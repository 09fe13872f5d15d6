"""The documentation site: its navigation, its links, and that nothing of it is fetched from elsewhere."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from tools.docs_site import (
    DOCS,
    INDEX,
    ROOT,
    copy_pages,
    fetched_from_elsewhere,
    navigation,
    reference,
    site_names,
    with_site_links,
)

NAVIGATION = navigation((DOCS / INDEX).read_text("utf-8"))
TROUBLE = (DOCS / "troubleshooting.md").read_text("utf-8")
MESSAGES = re.findall(r"^## `(.+)`$", TROUBLE, re.MULTILINE)


def test_every_page_is_in_the_navigation_once_and_every_entry_exists():
    entries = list(chain.from_iterable(NAVIGATION.values()))
    assert sorted(set(entries)) == sorted(entries)
    assert [entry for entry in entries if not (DOCS / entry).is_file()] == []
    reached = {(DOCS / entry).resolve() for entry in entries}
    assert set(site_names()) - reached == {DOCS / INDEX, ROOT / "README.md"}
    assert entries[0] == "start.md"


def test_links_out_of_the_docs_work_on_the_site():
    text = (
        "[a](../CHANGELOG.md#b) [c](events.md) [d](../results) [results/](../results) "
        "![e](pictures/streams.svg) [f](../examples/events.html) [g](https://h.org) [i](#j)\n"
        "```sh\n[k](../results)\n```\n"
    )
    page, files = with_site_links(text, DOCS, site_names())
    assert page == (
        "[a](changelog.md#b) [c](events.md) d (`results/`) `results/` ![e](docs/pictures/streams.svg) "
        "[f](examples/events.html) [g](https://h.org) [i](#j)\n```sh\n[k](../results)\n```\n"
    )
    assert files == [DOCS / "pictures/streams.svg", ROOT / "examples/events.html"]


def test_a_picture_in_both_themes_is_shown_in_that_of_the_page():
    page, files = with_site_links(
        "![a](pictures/live-light.png) [b](pictures/live-light.png)", DOCS, site_names()
    )
    light, dark = (f"docs/pictures/live-{theme}.png" for theme in ("light", "dark"))
    assert page == f"![a]({light}){{.only-light}}![a]({dark}){{.only-dark}} [b]({light})"
    assert set(files) == {ROOT / light, ROOT / dark}


def test_all_that_pages_link_to_is_copied(tmp_path):
    pages = tmp_path / "pages"
    copy_pages(pages)
    assert {path.name for path in pages.glob("*.md")} == {*site_names().values(), "reference.md"}
    for path in pages.glob("*.md"):
        text = re.sub("```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        targets = [each for each in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in each]
        assert [each for each in targets if not (pages / each).is_file()] == [], path.name
    trees = (pages / INDEX).read_text("utf-8")
    assert trees.count("{toctree}") == len(NAVIGATION)
    assert "\nReference <reference.md>\n" in trees
    assert "\nReplay of recordings <replay.md>\n" in trees
    assert (
        "html_css_files" in (pages / "conf.py").read_text("utf-8") and (pages / "_static/site.css").is_file()
    )


def test_the_reference_has_all_public_names():
    page = reference()
    assert ".. autoclass:: mans.Recogniser" in page
    assert ".. autofunction:: streaming.read_recording" in page
    assert ".. autoexception:: streaming.MansError" in page


def test_what_a_browser_would_fetch_from_elsewhere_is_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<link rel="stylesheet" href="https://fonts.example/x.css"><script src="//cdn.example/y.js"></script>'
        '<a href="https://example.org">a link</a><img src="z.png"><script src="_static/w.js"></script>'
    )
    (tmp_path / "b.css").write_text(
        "@import 'https://a.example/b'; c {background: url(d.png)} e {src: url(http://f.example/g)}"
    )
    assert list(fetched_from_elsewhere(tmp_path)) == [
        "a.html: https://fonts.example/x.css",
        "a.html: //cdn.example/y.js",
        "b.css: https://a.example/b",
        "b.css: http://f.example/g",
    ]


@pytest.fixture(scope="module")
def source() -> str:
    """All code of the program, as one text with the parts of its messages joined."""
    folders = ("app", "cli", "mans", "streaming")
    code = "\n".join(path.read_text("utf-8") for name in folders for path in (ROOT / name).rglob("*.py"))
    return re.sub(r"""["']\s*\n\s*f?["']""", "", code)


@pytest.mark.parametrize("message", MESSAGES)
def test_messages_in_troubleshooting_are_those_of_the_program(message: str, source: str):
    assert [part for part in message.split("…") if part.strip() and part.strip() not in source] == []


def test_ten_messages_or_more_are_explained():
    assert len(MESSAGES) >= 10

"""Build the documentation site: ``python -m tools.docs_site [OUT]``, build/site by default.

The pages are those of docs/, and those outside of it that are named in ``OUTSIDE``. They are copied to
build/site-pages with their links rewritten, as a code host and the site differ in what lies where: links to
other files become downloads, links to folders become text. docs/index.md is the navigation: each heading with
a list of pages is one of its groups, whose entries have the words of its links. A picture of the window that
is there in both themes, NAME-light.png and NAME-dark.png, is shown in that of the page. A reference of the
Python interface is added from the docstrings.

Sphinx runs with warnings as errors. The built pages are then searched for anything that a browser would fetch
from elsewhere: the site is read without a network.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import mans
import streaming
from streaming.writers.atomic import replace_file, replace_text

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SITE = ROOT / "build" / "site"
PAGES = ROOT / "build" / "site-pages"
INDEX, REFERENCE = "index.md", "reference.md"
OUTSIDE = {
    ROOT / "README.md": INDEX,
    ROOT / "CHANGELOG.md": "changelog.md",
    ROOT / "CONTRIBUTING.md": "contributing.md",
    ROOT / "SECURITY.md": "security.md",
    ROOT / "models" / "README.md": "models.md",
    ROOT / "samples" / "README.md": "samples.md",
}
"""Pages of the repository outside of docs/, with the name that each has on the site."""

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")
_FENCED = re.compile(r"(^```.*?^```)", re.DOTALL | re.MULTILINE)
_GROUP = re.compile(r"^## (.+)\n+((?:- .*\n)+)", re.MULTILINE)
_FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src"}
_CSS_URL = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])((?:https?:)?//[^'")\s]+)""")

CONFIG = """
project = "mans-live"
root_doc = "index"
html_title = "mans-live"
html_theme = "furo"
html_show_sphinx = html_copy_source = html_show_sourcelink = False
html_theme_options = {"source_view_link": "", "source_edit_link": ""}
html_static_path = ["_static"]
html_css_files = ["site.css"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = ["myst.header", "ref.python"]
myst_heading_anchors = 4
smartquotes = False
autodoc_typehints = "description"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
default_role = "literal"
"""
"""Sphinx's configuration. Headings have the anchors of code hosts; nothing is loaded from elsewhere."""

_FIGURE = "article img:not(.only-light):not(.only-dark) { filter: invert(0.9) hue-rotate(180deg); }"
STYLE = f"""
article img {{ border-radius: 4px; }}
table.docutils th {{ vertical-align: bottom; }}
table.docutils td {{ vertical-align: top; }}
@media (max-width: 46em) {{ table.docutils td code {{ overflow-wrap: anywhere; }} }}
@media screen {{ body[data-theme="dark"] {_FIGURE} }}
@media screen and (prefers-color-scheme: dark) {{ body:not([data-theme="light"]) {_FIGURE} }}
"""
"""Style sheet of the site, beside the theme's. Figures on white are dark on a dark page, in the same hues."""


def navigation(index: str) -> dict[str, dict[str, str]]:
    """Return the pages below each heading of the index, in its order, as they are linked, and their names."""
    return {
        title: {target: words for _, words, target, _ in _LINK.findall(items)}
        for title, items in _GROUP.findall(index)
    }


def with_site_links(text: str, folder: Path, names: dict[Path, str]) -> tuple[str, list[Path]]:
    """Return a page with its links as on the site, and the files that it links to.

    Args:
        text: the page's Markdown.
        folder: where the page lies in the repository.
        names: the site's name of each page, by its path.
    """
    files: list[Path] = []

    def rewritten(match: re.Match[str]) -> str:
        image, words, target, anchor = match.groups("")
        if "://" in target:
            return match[0]
        path = (folder / target).resolve()
        if path in names:
            return f"{image}[{words}]({names[path]}{anchor})"
        if path.is_dir():
            place = f"`{path.relative_to(ROOT).as_posix()}/`"
            return place if words.strip("`") == place.strip("`") else f"{words} ({place})"
        files.append(path)
        dark = path.with_name(path.name.replace("-light.", "-dark."))
        if image and dark != path and dark.is_file():
            files.append(dark)
            pair = {each.relative_to(ROOT).as_posix(): each.stem.rpartition("-")[2] for each in (path, dark)}
            return "".join(f"![{words}]({place}){{.only-{theme}}}" for place, theme in pair.items())
        return f"{image}[{words}]({path.relative_to(ROOT).as_posix()})"

    parts = _FENCED.split(text)
    parts[::2] = [_LINK.sub(rewritten, part) for part in parts[::2]]
    return "".join(parts), files


def site_names() -> dict[Path, str]:
    """Return the site's name of each page, by its path in the repository."""
    return {path: path.name for path in sorted(DOCS.glob("*.md"))} | OUTSIDE


def reference() -> str:
    """Return the page of the Python interface: what ``mans`` and ``streaming`` export."""
    lines = ["# Reference of the Python interface", "", "[Python interface](python.md) has examples.", ""]
    for package in (mans, streaming):
        lines += [f"## {package.__name__}", ""]
        for name in sorted(package.__all__, key=str.lower):
            member = getattr(package, name)
            kind = "class" if isinstance(member, type) else "function" if callable(member) else "data"
            kind = "exception" if kind == "class" and issubclass(member, BaseException) else kind
            options = ["   :members:"] if kind in ("class", "exception") else []
            options += ["   :no-value:"] if kind == "data" else []
            lines += ["```{eval-rst}", f".. auto{kind}:: {package.__name__}.{name}", *options, "```", ""]
    return "\n".join(lines)


def toctrees(index: str) -> str:
    """Return the index with the navigation as Sphinx wants it: a hidden tree for each group."""
    for title, pages in navigation(index).items():
        entries = [f"{words} <{page}>" for page, words in pages.items()]
        index += "\n".join(["", "```{toctree}", ":hidden:", f":caption: {title}", "", *entries, "```", ""])
    return index


def copy_pages(folder: Path) -> None:
    """Write the site's pages, pictures and files into a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = site_names()
    linked: set[Path] = set()
    pages = {REFERENCE: reference(), "conf.py": CONFIG, "_static/site.css": STYLE}
    for path, name in names.items():
        if path == ROOT / "README.md":
            continue  # the index is in its place
        pages[name], files = with_site_links(path.read_text(encoding="utf-8"), path.parent, names)
        linked.update(files)
    more = f"](python.md)\n- [Reference]({REFERENCE})"
    pages[INDEX] = toctrees(pages[INDEX].replace("](python.md)", more, 1))
    for name, text in pages.items():
        replace_text(folder / name, text, durable=False, make_folders=True)
    for file in sorted(linked):
        target, data = folder / file.relative_to(ROOT), file.read_bytes()
        replace_file(target, partial(Path.write_bytes, data=data), make_folders=True)


class _Fetched(HTMLParser):
    """Collects the addresses that a browser fetches when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a style sheet, a script, a picture or a frame."""
        address = dict(attrs).get(_FETCHED.get(tag, ""))
        if address is not None and re.match(r"(https?:)?//", address):
            self.addresses.append(address)


def fetched_from_elsewhere(site: Path) -> Iterator[str]:
    """Yield what the pages and style sheets of a site fetch from other places, with the file."""
    for path in sorted(site.rglob("*.html")):
        found = _Fetched()
        found.feed(path.read_text(encoding="utf-8"))
        yield from (f"{path.relative_to(site)}: {address}" for address in found.addresses)
    for path in sorted(site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        yield from (f"{path.relative_to(site)}: {address}" for address in _CSS_URL.findall(text))


def main(site: Path) -> int:
    """Build the site; return the exit code."""
    copy_pages(PAGES)
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", str(PAGES), str(site)]
    command += ["-d", str(PAGES.with_name("site-cache"))]
    code = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    ).returncode
    if code:
        return code
    elsewhere = list(fetched_from_elsewhere(site))
    print(
        *(f"fetched from elsewhere: {each}" for each in elsewhere),
        site / INDEX.replace("md", "html"),
        sep="\n",
    )
    return 1 if elsewhere else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SITE))

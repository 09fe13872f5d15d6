"""Import graph of the packages as a picture: ``python -m tools.architecture_picture [PICTURE.svg]``.

Layers are bands and packages are boxes; a layer's name in bold stands for the modules at its root. An arrow
goes from a package to one that it imports; arrows that only shorten a longer way are left out. A circle is
drawn in red. The table of packages in docs/architecture.md is made from their docstrings.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from streaming.writers.atomic import replace_text
from tools.import_graph import (
    LAYERS,
    Graph,
    circle,
    module_graph,
    package_graph,
    source_files,
    without_shortcuts,
)

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
PAGE = ROOT / "docs" / "architecture.md"

BANDS = {"main": "#f3f0ea", "cli": "#f3f0ea", "app": "#e9f1f8", "mans": "#eef5ea", "streaming": "#f8efe6"}
INK, FAINT, WRONG = "#3c4450", "#8a93a0", "#c8261c"
_COLUMN, _ROW, _BOX, _LETTER, _MARGIN = 1.75, 0.95, 0.42, 0.105, 0.75  # inches

Place = tuple[float, float]


def without_circles(graph: Graph) -> tuple[Graph, list[tuple[str, str]]]:
    """Take an arrow out of every circle; return what is left, and what was taken out."""
    left, taken = {node: set(imported) for node, imported in graph.items()}, []
    while found := circle(left):
        pairs = [*pairwise(found), *pairwise(reversed(found))]
        importer, imported = next(pair for pair in pairs if pair[1] in left[pair[0]])
        left[importer].discard(imported)
        taken.append((importer, imported))
    return left, taken


def columns(graph: Graph) -> list[tuple[str, list[list[str]]]]:
    """The packages of each layer, highest layer first, in columns: each imports from those right of it."""
    depths: dict[str, int] = {}

    def depth(node: str) -> int:
        if node not in depths:
            same = [each for each in graph.get(node, ()) if _layer(each) == _layer(node)]
            depths[node] = 1 + max(map(depth, same), default=-1)
        return depths[node]

    placed = []
    for layer in reversed(LAYERS):
        by_depth: dict[int, list[str]] = defaultdict(list)
        for node in sorted(graph):
            if _layer(node) == layer:
                by_depth[depth(node)].append(node)
        if by_depth:
            placed.append((layer, [by_depth[level] for level in sorted(by_depth, reverse=True)]))
    return placed


def places(layers: list[tuple[str, list[list[str]]]]) -> tuple[dict[str, Place], list[tuple[float, float]]]:
    """The middle of each box, and from where to where each layer's band goes; (x, y) with y upwards."""
    widest = max(len(levels) for _, levels in layers)
    place, bands, y = {}, [], 0.0
    for _, levels in layers:
        most = max(map(len, levels))
        height = most * _ROW + 0.35
        for i, column in enumerate(levels):
            x = (widest - len(levels) + i) * _COLUMN
            for k, node in enumerate(column):
                # A box alone in its column stands a little off the line, so that arrows pass beside it.
                shift = 0.16 * (-1) ** i if len(column) == 1 and len(levels) > 2 else 0.0
                place[node] = (x - 0.2 * k, y - height / 2 + ((len(column) - 1) / 2 - k) * _ROW + shift)
        bands.append((y, y - height))
        y -= height + 0.25
    return place, bands


def draw(graph: Graph, path: Path) -> None:
    """Write the picture; the same imports give the same file."""
    left, wrong = without_circles(graph)
    layers = columns(left)
    place, bands = places(layers)
    first, last = (pick(x for x, _ in place.values()) for pick in (min, max))
    west, east = first - _COLUMN / 2 - _MARGIN, last + _COLUMN / 2
    top, bottom = bands[0][0] + 0.15, bands[-1][1] - 0.15
    figure = Figure(figsize=(east - west, top - bottom))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(west, east)
    axes.set_ylim(bottom, top)
    for (layer, _), (high, low) in zip(layers, bands, strict=True):
        band = Rectangle((west + 0.15, low), east - west - 0.3, high - low, color=BANDS[layer], zorder=0)
        axes.add_patch(band)
        axes.text(west + 0.4, (high + low) / 2, layer, rotation=90, ha="center", va="center", color=INK)
    arrows = [
        (importer, imported) for importer, every in without_shortcuts(left).items() for imported in every
    ]
    for importer, imported in sorted(arrows):
        _arrow(axes, place, importer, imported, INK if _layer(importer) == _layer(imported) else FAINT)
    for importer, imported in wrong:
        _arrow(axes, place, importer, imported, WRONG)
    for node, (x, y) in place.items():
        width = _width(node)
        box = FancyBboxPatch(
            (x - width / 2, y - _BOX / 2),
            width,
            _BOX,
            boxstyle="round,pad=0,rounding_size=0.08",
            facecolor="white",
            edgecolor=INK,
            zorder=3,
        )
        axes.add_patch(box)
        weight = "normal" if "." in node else "bold"
        axes.text(x, y, _title(node), ha="center", va="center", weight=weight, color=INK, zorder=4)
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "architecture", "svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _arrow(axes: Axes, place: dict[str, Place], importer: str, imported: str, colour: str) -> None:
    """An arrow to the right within a layer, bent where it passes other boxes; downwards between layers."""
    (x, y), (to_x, to_y) = place[importer], place[imported]
    if _layer(importer) == _layer(imported):
        side = 1 if to_x > x else -1
        start, end = (x + side * _width(importer) / 2, y), (to_x - side * _width(imported) / 2, to_y)
        bend = -0.25 if abs(to_x - x) > 1.1 * _COLUMN else 0.0
    else:
        start, end = (x, y - _BOX / 2), (to_x, to_y + _BOX / 2)
        bend = 0.12 if to_x > x else -0.12 if to_x < x else 0.0
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            connectionstyle=f"arc3,rad={bend}",
            mutation_scale=10,
            color=colour,
            shrinkA=0,
            shrinkB=1,
            zorder=2,
        )
    )


def _layer(node: str) -> str:
    return node.split(".")[0]


def _title(node: str) -> str:
    return node.partition(".")[2] or node


def _width(node: str) -> float:
    return len(_title(node)) * _LETTER + 0.3


def packages_table(root: Path) -> str:
    """Every package with the first line of its docstring and its modules, as a table in Markdown."""
    held: dict[Path, list[str]] = defaultdict(list)
    for path in source_files(root):
        if path.name != "__init__.py" and path.parent != Path():
            held[path.parent].append(path.stem)
    rows = ["| package | what is in it | modules |", "| --- | --- | --- |"]
    for folder, names in sorted(held.items(), key=lambda pair: (-LAYERS.index(pair[0].parts[0]), pair[0])):
        tree = ast.parse((root / folder / "__init__.py").read_text(encoding="utf-8"))
        about = re.sub(r":\w+:`", "`", (ast.get_docstring(tree) or "").partition("\n")[0])
        rows.append(f"| `{folder.as_posix()}/` | {about} | {', '.join(names)} |")
    return "\n".join(rows) + "\n"


def with_table(page: str, table: str) -> str:
    """A page with the table between its marks ``<!-- packages -->``, where it has them."""
    before, start, rest = page.partition("<!-- packages -->\n")
    _, end, after = rest.partition("<!-- /packages -->")
    return f"{before}{start}\n{table}\n{end}{after}" if end else page


def main() -> None:
    """Draw the checkout that this file is in, and list its packages in the page beside the picture."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    draw(package_graph(module_graph(ROOT), ROOT), path)
    print(f"Wrote {path}")
    if path == PICTURE:
        replace_text(PAGE, with_table(PAGE.read_text(encoding="utf-8"), packages_table(ROOT)))
        print(f"Wrote {PAGE}")


if __name__ == "__main__":
    main()

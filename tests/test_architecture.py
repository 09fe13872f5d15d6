"""The rules of the house, read off the syntax tree: who may import whom, and what no file may hold.

The layers are those of docs/architecture.md. Each rule has a test with a piece of code that breaks it,
so that a rule which stopped working does not pass in silence.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.architecture_picture import PAGE, PICTURE, packages_table
from tools.import_graph import LAYERS as ORDER
from tools.import_graph import circle, imports, module_graph, name_of, package_graph, source_files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {name: number for number, name in enumerate(ORDER, 1)}
LONGEST = 350

QT = {"PySide6", "shiboken6", "pyqtgraph"}
VISION = {"cv2", "mediapipe"}
LEARNING = {"torch", "safetensors"}
TERMINAL = {"rich"}
FORBIDDEN = {
    "streaming": QT | LEARNING | TERMINAL,
    "mans": QT | VISION | TERMINAL,
    "app": VISION | TERMINAL,
    "cli": QT | VISION,
    "main": QT | VISION,
}
# Where the name to import is not the name to install.
INSTALLED_AS = {
    "cv2": "opencv-contrib-python",
    "cv2_enumerate_cameras": "cv2-enumerate-cameras",
    "PySide6": "PySide6-Essentials",
}


def each_module(*layers: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", source_files(ROOT, *layers), ids=Path.as_posix)


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def layer_violations(tree: ast.AST, path: Path) -> list[str]:
    """Imports of a higher layer, or of a library that this layer must do without."""
    layer = path.parts[0].removesuffix(".py")
    wrong = []
    for line, name, _ in imports(tree, path):
        top = name.split(".")[0]
        if LAYERS.get(top, 0) > LAYERS[layer]:
            wrong.append(f"{path}:{line}: {layer} must not import {name}, which lies on a higher layer")
        if top in FORBIDDEN[layer]:
            wrong.append(f"{path}:{line}: {layer} must not import {name}")
    return wrong


def habit_violations(tree: ast.AST, path: Path) -> list[str]:
    """Star imports, prints, errors that vanish, and painters that outlive an error."""
    wrong = []
    entered = {
        id(item.context_expr) for each in ast.walk(tree) if isinstance(each, ast.With) for item in each.items
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            wrong.append(f"{path}:{node.lineno}: star import")
        elif isinstance(node, ast.Call) and name_of(node.func) == "print":
            wrong.append(f"{path}:{node.lineno}: print(); use a rich console, a log or the window")
        elif isinstance(node, ast.Call) and name_of(node.func) == "QPainter" and id(node) not in entered:
            wrong.append(
                f"{path}:{node.lineno}: a painter without `with`: left open by an error it crashes Qt"
            )
        elif isinstance(node, ast.ExceptHandler):
            if node.type is None:
                wrong.append(f"{path}:{node.lineno}: except without a type")
            if all(is_nothing(each) for each in node.body):
                wrong.append(f"{path}:{node.lineno}: an except that does nothing")
        elif isinstance(node, ast.Call) and name_of(node.func) in {"contextlib.suppress", "suppress"}:
            for argument in node.args:
                if name_of(argument) in {"Exception", "BaseException"}:
                    wrong.append(f"{path}:{node.lineno}: suppresses every error")
    return wrong


# Who may write otherwise: what others call; a recording that is read while it grows; a download that goes on;
# what MediaPipe says, kept for nobody.
WRITERS = {
    "streaming/writers/atomic.py",
    "streaming/writers/journal.py",  # adds to a file that is read again after a crash
    "streaming/writers/growing.py",
    "streaming/sources/pose_models.py",
    "streaming/sources/native_log.py",
    "benchmarks/gpu.py",  # writes tests' settings into a folder that goes with them
    "tools/bootstrap.py",  # runs before anything is installed
    "tools/fuzz_bombs.py",  # what it hands to a reader is to be a bomb
    "tools/fuzz.py",  # keeps what a process that ended was reading, as it was
    "tools/fuzzing/process.py",  # writes for libFuzzer
    "tools/fuzzing/recordings.py",  # writes what lies beside a damaged file
    "tools/fuzzing/models.py",
    "tools/fuzzing/runner.py",  # what it hands to a reader is to be damaged
}


def writing_violations(tree: ast.AST, path: Path) -> list[str]:
    """Files that are written, moved or made in another way than by ``streaming.writers.atomic``."""
    wrong = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or path.as_posix() in WRITERS:
            continue
        name, attribute = name_of(node.func), getattr(node.func, "attr", "")
        given = [*node.args, *(k.value for k in node.keywords)]
        words = [word.value for word in given if isinstance(word, ast.Constant) and is_text(word)]
        opens = name == "open" or attribute == "open"
        if (
            attribute in {"write_text", "write_bytes", "rename", "NamedTemporaryFile", "mkstemp"}
            or (attribute == "replace" and len(node.args) == 1 and not node.keywords and name != "replace")
            or name in {"os.replace", "shutil.move", "shutil.copy", "shutil.copyfile", "shutil.copy2"}
            or (opens and any(set(word) <= set("rwaxbt+") and set(word) & set("wax+") for word in words))
        ) and not any(isinstance(part, ast.Name) and part.id == "temporary" for part in ast.walk(node.func)):
            wrong.append(
                f"{path}:{node.lineno}: writes a file by itself; streaming.writers.atomic does it whole"
            )
    return wrong


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_nothing(node: ast.stmt) -> bool:
    """``pass``, ``...`` or a string on its own."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def tracked_files() -> list[Path]:
    """What git tracks; skips the test where this is no git checkout."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    names = [name for name in listing.stdout.decode("utf-8").split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@each_module("streaming", "mans", "app", "cli", "main", "tools", "benchmarks")
def test_a_module_keeps_the_rules(path: Path):
    """Imports go down only; habits, ways of writing and length are those of the house."""
    text = (ROOT / path).read_text(encoding="utf-8")
    tree, layer = ast.parse(text, filename=str(path)), path.parts[0].removesuffix(".py")
    assert writing_violations(tree, path) == []
    if layer in FORBIDDEN:
        assert layer_violations(tree, path) == []
        length = len(text.splitlines())
        assert length <= LONGEST, f"{path} has {length} lines; more than {LONGEST} is more than one idea"
    if layer in ("streaming", "mans", "app"):
        assert habit_violations(tree, path) == []


def test_neither_modules_nor_packages_import_each_other_in_a_circle():
    modules = module_graph(ROOT)
    assert circle(modules) == []
    assert circle(package_graph(modules, ROOT)) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("streaming/a.py", "import mans"),
        ("streaming/a.py", "def f():\n    from mans.networks.mans import MANs"),
        ("streaming/readers/a.py", "from ...app import window"),
        ("streaming/readers/a.py", "from ... import app"),
        ("streaming/a.py", "import torch.nn as nn"),
        ("streaming/a.py", "import importlib\nimportlib.import_module('PySide6.QtWidgets')"),
        ("mans/a.py", "from app.model.palette import COLOURS"),
        ("mans/a.py", "import cv2"),
        ("mans/a.py", "from rich.progress import track"),
        ("mans/a.py", "if TYPE_CHECKING:\n    import pyqtgraph"),
        ("app/a.py", "import main"),
        ("app/a.py", "from mediapipe.tasks import python"),
        ("cli/a.py", "import main"),
        ("cli/a.py", "import cv2"),
        ("main.py", "from PySide6 import QtWidgets"),
    ],
)
def test_a_wrong_import_is_noticed(path: str, code: str):
    assert len(layer_violations(ast.parse(code), Path(path))) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("streaming/readers/a.py", "from ..skeleton import Frame\nfrom . import text\nimport numpy"),
        ("mans/a.py", "import torch\nfrom streaming.recognition.window import Window"),
        ("app/a.py", "import pyqtgraph\nimport mans, streaming"),
        ("main.py", "import app, mans, streaming"),
    ],
)
def test_a_right_import_is_let_through(path: str, code: str):
    assert layer_violations(ast.parse(code), Path(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        "from numpy import *",
        "print(1)",
        "try:\n    f()\nexcept:\n    raise",
        "try:\n    f()\nexcept ValueError:\n    pass",
        "try:\n    f()\nexcept ValueError:\n    '''never mind'''\n    ...",
        "with contextlib.suppress(Exception):\n    f()",
        "painter = QPainter(self)\npainter.end()",
    ],
)
def test_a_bad_habit_is_noticed(code: str):
    assert len(habit_violations(ast.parse(code), Path("app/a.py"))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('x')",
        "(folder / 'a').write_bytes(b'x')",
        "half.replace(path)",
        "half.rename(path)",
        "os.replace(half, path)",
        "shutil.move(half, path)",
        "with open(path, 'w') as file:\n    file.write('x')",
        "with path.open(mode='ab') as file:\n    file.write('x')",
        "tempfile.NamedTemporaryFile(dir=folder)",
    ],
)
def test_another_way_to_write_is_noticed(code: str):
    assert len(writing_violations(ast.parse(code), Path("app/a.py"))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "replace_file(path, lambda temporary: temporary.write_text('x'))",
        "(temporary / 'a').write_bytes(b'x')",
        "with temporary.open('wb') as file:\n    file.write('x')",
        "with path.open('rb') as file:\n    file.read()",
        "replace(settings, seed=1)\nname.replace('a', 'b')",
    ],
)
def test_the_one_way_to_write_is_let_through(code: str):
    assert writing_violations(ast.parse(code), Path("app/a.py")) == []


@pytest.mark.parametrize(
    ("layer", "absent"),
    [("streaming", QT | LEARNING), ("mans", QT | VISION)],
    ids=["streaming", "mans"],
)
def test_a_layer_runs_without_the_libraries_above_it(layer: str, absent: set[str]):
    """What the syntax tree cannot show: nothing comes in through a dependency or a helper either."""
    names = [".".join(path.with_suffix("").parts) for path in source_files(ROOT, layer)]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    assert absent & set(done.stdout.split()) == set()


class WithoutTypes(ast.NodeTransformer):
    """Leaves out what only type checkers import: the libraries of an extra may be missing at run time."""

    def visit_If(self, node: ast.If) -> ast.If | None:
        return None if name_of(node.test) == "TYPE_CHECKING" else node


def test_every_import_is_a_declared_dependency_and_documented():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    always = [*project["dependencies"], *project["optional-dependencies"]["train"]]
    declared = {re.split(r"[<>=!~ \[;]", line, maxsplit=1)[0] for line in always}
    used = {
        name.split(".")[0]
        for path in source_files(ROOT)
        for _, name, _ in imports(WithoutTypes().visit(tree_of(path)), path)
    }
    foreign = used - LAYERS.keys() - sys.stdlib_module_names
    assert {INSTALLED_AS.get(name, name) for name in foreign} <= declared
    optional = {
        re.split(r"[<>=!~ \[;]", line, maxsplit=1)[0]
        for lines in project["optional-dependencies"].values()
        for line in lines
    }
    described = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in sorted(declared | optional) if f"| {name} |" not in described] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_docs_name_files_that_exist(page: Path):
    named = re.findall(
        r"`((?:app|cli|docs|mans|models|samples|streaming|tests|tools)/[\w/.-]+)`", page.read_text("utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_packages_are_drawn_and_listed_as_they_are():
    """Otherwise run: python -m tools.architecture_picture."""
    page = PAGE.read_text(encoding="utf-8")
    assert packages_table(ROOT) in page
    drawn = PICTURE.read_text(encoding="utf-8")
    packages = package_graph(module_graph(ROOT), ROOT)
    assert [name for name in packages if f">{name.partition('.')[2] or name}<" not in drawn] == []


def test_no_file_mentions_a_developers_machine():
    """Absolute paths of somebody's home or work folder mean that something works there only."""
    forbidden = [f"/{name}/".encode() for name in ("wo" + "rk", "ro" + "ot")]
    named = [
        f"{path.relative_to(ROOT)} mentions {text.decode()}"
        for path in tracked_files()
        for text in forbidden
        if text in path.read_bytes()
    ]
    assert named == []


def test_nothing_large_is_tracked():
    """Data sets and downloads stay out of git; a trained model or a picture is a few megabytes."""
    limit_mib = 16
    large = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.stat().st_size > limit_mib * 2**20
    ]
    assert large == []

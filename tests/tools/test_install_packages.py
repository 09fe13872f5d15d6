"""tools/install_packages.py: what it makes of pip's settings, and who installs where uv cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import install_packages
from tools.install_packages import as_uv, pip_settings

ASKED = ("-c", "requirements.lock", "-e", ".[dev]")
LISTED = """\
:env:.find-links='/opt/wheels'
:env:.disable-pip-version-check='1'
global.cert='/etc/ssl/here.crt'
global.extra-index-url='file:///one/simple\\nhttps://two/simple'
global.find-links='/somewhere/else'
global.timeout='60'
install.constraint='/etc/pip/constraints.txt'
list.format='columns'
"""


def test_pips_settings_become_uvs():
    uv = as_uv(pip_settings(LISTED))
    assert uv is not None
    pairs = list(zip(uv.options[::2], uv.options[1::2], strict=True))
    assert sorted(pairs) == [
        ("--constraint", "/etc/pip/constraints.txt"),
        ("--find-links", "/opt/wheels"),  # of the variable, which pip takes before the file's
        ("--index", "file:///one/simple"),
        ("--index", "https://two/simple"),
        ("--index-strategy", "unsafe-best-match"),
    ]
    assert uv.variables == {"SSL_CERT_FILE": "/etc/ssl/here.crt", "UV_HTTP_TIMEOUT": "60"}


def test_the_index_itself_none_and_no_cache():
    assert as_uv({"index-url": "https://mirror/simple"}).options[-2:] == [
        "--default-index",
        "https://mirror/simple",
    ]
    assert as_uv({"no-index": "true", "no-cache-dir": "1"}).options[-2:] == ["--no-index", "--no-cache"]


def test_pips_own_words_are_read():
    """As pip prints them, for every setting that can be given to uv."""
    names = sorted({*install_packages.REPEATED, *install_packages.VARIABLES, "index-url", "proxy"})
    given = {f"PIP_{name.upper().replace('-', '_')}": f"a '{name}'" for name in names if name != "cert"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={**kept, "PIP_CONFIG_FILE": os.devnull, **given, "PIP_DEFAULT_TIMEOUT": "5", "PIP_TIMEOUT": "5"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = pip_settings(done.stdout)
    assert found["extra-index-url"] == "a 'extra-index-url'" and found["proxy"] == "a 'proxy'"
    assert as_uv(found) is None  # uv has no option for a proxy
    del found["proxy"]
    assert as_uv(found) is not None


@pytest.mark.parametrize("name", ["proxy", "client-cert", "pre", "only-binary", "target", "no-index"])
def test_a_setting_that_uv_does_not_know_leaves_it_to_pip(name):
    assert as_uv({name: "something"}) is None


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch):
    """Commands are written down, not run; those that hold a word of ``failing`` fail."""
    given: list[str] = []
    failing: set[str] = set()

    def run(command, **options):
        words = " ".join(map(str, command)).replace(sys.executable, "python")
        given.append(words)
        code = int(any(word in words for word in failing))
        return subprocess.CompletedProcess(command, code, stdout=LISTED)

    monkeypatch.setattr(subprocess, "run", run)
    return given, failing


def installers(given: list[str]) -> list[str]:
    return [words for words in given if words.endswith(" ".join(ASKED))]


def test_uv_installs_in_the_version_of_the_lock(commands):
    given, _ = commands
    assert install_packages.main(ASKED) == 0
    assert given[1].startswith("python -m pip install") and given[1].endswith("-c requirements.lock uv")
    (by_uv,) = installers(given)
    assert by_uv.startswith("python -m uv pip install") and "--find-links /opt/wheels" in by_uv


@pytest.mark.parametrize("broken", ["config", "lock uv", "-m uv"])
def test_where_uv_cannot_pip_installs_with_the_same_words(commands, capsys, broken):
    given, failing = commands
    failing.add(broken)
    assert install_packages.main(ASKED) == 0
    assert installers(given)[-1].startswith("python -m pip install")
    assert capsys.readouterr().out == "uv cannot install here; pip does\n"


def test_where_both_fail_so_does_it(commands):
    given, failing = commands
    failing.update(["-m uv", "no-compile"])
    assert install_packages.main(ASKED) == 1
    assert len(installers(given)) == 2


def test_a_module_is_compiled_though_the_environment_forbids_it(tmp_path: Path, monkeypatch):
    (tmp_path / "lonely_module.py").write_text("VALUE = 1\n")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(install_packages, "COMPILED", ("a_module_that_is_missing", "lonely_module"))
    install_packages.compile_imported()
    assert [path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")] == ["lonely_module"]

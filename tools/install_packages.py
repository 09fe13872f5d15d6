"""Install packages into the environment that runs this: by uv, which is quick, where it can do as pip does.

``tools/bootstrap.py`` runs it in the checkout, as ``.venv/bin/python tools/install_packages.py -c
requirements.lock -e '.[dev]'``; the arguments are those of ``pip install``. pip installs uv, in the version
of the lock. uv reads none of pip's settings, so they are handed to it: package indexes, wheels on disk,
certificates. Where pip has a setting that uv does not know, where there is no uv for the system, or where
uv fails, pip installs.

Standard library only. Exit code: that of the installer, 130 when interrupted.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

PIP = (sys.executable, "-m", "pip")
UV = (sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable)
REPEATED = {
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "constraint": "--constraint",
    "trusted-host": "--allow-insecure-host",
}
"""Settings of pip with any number of values, and uv's option for each value."""
VARIABLES = {"cert": "SSL_CERT_FILE", "timeout": "UV_HTTP_TIMEOUT", "default-timeout": "UV_HTTP_TIMEOUT"}
"""Settings of pip that uv takes from the environment."""
SWITCHES = {"no-index": "--no-index", "no-cache-dir": "--no-cache"}
WITHOUT_EFFECT = {
    *(
        "break-system-packages",
        "cache-dir",
        "compile",
        "config-file",
        "disable-pip-version-check",
        "no-color",
    ),
    *("no-compile", "no-input", "no-python-version-warning", "no-warn-script-location", "progress-bar"),
    *("quiet", "require-virtualenv", "retries", "root-user-action", "verbose"),
}
"""Settings of pip that say nothing about what is installed, or from where."""
COMPILED = ("app.window.main_window", "mans.training.run", "mediapipe", "matplotlib.pyplot", "hypothesis")
"""What nearly every process of the program, or of its tests, imports, in the order in which it does."""
_IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
"""


class Uv(NamedTuple):
    """How uv is called so that it does what pip would do: options, and variables of its environment."""

    options: list[str]
    variables: dict[str, str]


def pip_settings(listed: str) -> dict[str, str]:
    """What ``pip config list`` printed, by name; what is set for ``install`` or by a variable comes first."""
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        key, equals, value = line.partition("=")
        section, _, name = key.partition(".")
        rank = {"global": 0, "install": 1, ":env:": 2}.get(section, -1)
        if equals and rank >= found.get(name, (0, ""))[0]:
            found[name] = (rank, str(ast.literal_eval(value)))
    return {name: value for name, (_, value) in found.items()}


def as_uv(settings: Mapping[str, str]) -> Uv | None:
    """Translate pip's settings; None if uv has nothing that corresponds to one of them."""
    # pip takes the best version of all indexes, uv by itself one of the first index that has the package.
    options, variables = ["--index-strategy", "unsafe-best-match"], {}
    for name, value in settings.items():
        if name in REPEATED:
            options += [word for each in value.split() for word in (REPEATED[name], each)]
        elif name in VARIABLES:
            variables[VARIABLES[name]] = value
        elif name == "index-url":
            options += ["--default-index", value]
        elif name in SWITCHES and value.lower() in ("1", "true", "yes", "on"):
            options.append(SWITCHES[name])
        elif name not in WITHOUT_EFFECT:
            return None
    return Uv(options, variables)


def install_by_uv(arguments: Sequence[str]) -> bool:
    """Install uv and have it install the rest; False if either does not work."""
    listed = subprocess.run(
        [*PIP, "config", "list"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False
    )
    uv = None if listed.returncode else as_uv(pip_settings(listed.stdout))
    if uv is None:
        return False
    words = ("install", "--quiet", "--disable-pip-version-check", "--only-binary", "uv", *arguments[:2], "uv")
    get = [*PIP, *words]  # the first two arguments are -c and the lock
    if subprocess.run(get, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        return False
    environment = {**uv.variables, **os.environ}
    return not subprocess.run(
        [*UV, *uv.options, *arguments], stdin=subprocess.DEVNULL, env=environment, check=False
    ).returncode


def install_by_pip(arguments: Sequence[str]) -> int:
    """Install by pip; return its exit code. It would compile every module, a tenth of which is ever used."""
    command = [*PIP, "install", "--disable-pip-version-check", "--no-compile", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode


def compile_imported() -> None:
    """Import what nearly every process imports, to have it compiled, also where later ones may not write."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _IMPORT, *COMPILED]
    nothing = subprocess.DEVNULL
    subprocess.run(command, env=environment, stdin=nothing, stdout=nothing, stderr=nothing, check=False)


def main(arguments: Sequence[str]) -> int:
    """Install, and compile what is going to be imported."""
    try:
        if not install_by_uv(arguments):
            print("uv cannot install here; pip does", flush=True)
            if code := install_by_pip(arguments):
                return code
        compile_imported()
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

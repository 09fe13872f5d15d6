"""tools/bootstrap.py: which Python it takes, what it finds missing, when it installs."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap
from tools.bootstrap import BootstrapError, Interpreter, Library

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries: Linux only")
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
ABSENT = Library("libnot-to-be-found-anywhere.so.7", "libnotfound7", "this test")
PRESENT = Library("libc.so.6", "libc6", "everything")


def python(version: tuple[int, int, int], path: str = "/usr/bin/python3", venv: bool = True) -> Interpreter:
    return Interpreter(path, version, venv)


def looking_at(**pythons: Interpreter):
    """A stand-in for `probe` in a world where only these commands exist."""
    return {name.replace("_", "."): each for name, each in pythons.items()}.get


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A PATH whose apt-get only writes down how it was called; what it wrote, as a function."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "apt.log"
    apt = folder / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND: $*" >> "{log}"\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return lambda: log.read_text().splitlines() if log.exists() else []


class TestChoosingPython:
    def test_prefers_python3_when_it_is_supported(self):
        look = looking_at(python3=python((3, 11, 2)), python3_13=python((3, 13, 0), "/usr/bin/python3.13"))
        assert bootstrap.choose_python("", look).version == (3, 11, 2)

    def test_takes_the_newest_other_one_when_python3_is_too_new(self):
        look = looking_at(
            python3=python((3, 14, 0)),
            python3_12=python((3, 12, 1), "/opt/python3.12"),
            python3_10=python((3, 10, 4), "/opt/python3.10"),
        )
        assert bootstrap.choose_python("", look).path == "/opt/python3.12"

    def test_prefers_one_that_can_make_environments(self):
        look = looking_at(
            python3=python((3, 11, 2), venv=False), python3_12=python((3, 12, 1), "/opt/python3.12")
        )
        assert bootstrap.choose_python("", look).path == "/opt/python3.12"

    def test_keeps_one_that_cannot_when_there_is_no_other(self):
        look = looking_at(python3=python((3, 11, 2), venv=False))
        assert not bootstrap.choose_python("", look).has_ensurepip

    def test_names_what_it_found_when_none_will_do(self):
        look = looking_at(python3=python((3, 9, 2)), python3_10=None)
        with pytest.raises(
            BootstrapError, match=r"3\.10 to 3\.13.*found: 3\.9\.2 \(/usr/bin/python3\).*PYTHON="
        ):
            bootstrap.choose_python("", look)

    def test_the_users_choice_is_never_replaced(self):
        look = looking_at(python3=python((3, 11, 2)), mine=python((3, 9, 2), "/opt/mine"))
        with pytest.raises(BootstrapError, match=r"PYTHON=mine is 3\.9\.2"):
            bootstrap.choose_python("mine", look)
        with pytest.raises(BootstrapError, match="PYTHON=gone does not run"):
            bootstrap.choose_python("gone", look)

    def test_probe_reports_the_running_python(self):
        found = bootstrap.probe(sys.executable)
        assert found is not None
        assert found.version == sys.version_info[:3]
        assert found.supported

    @POSIX
    def test_probe_ignores_a_command_that_does_not_run(self, tmp_path: Path):
        stand_in = tmp_path / "python3.12"
        stand_in.write_text("#!/bin/sh\necho 'python3.12: not switched on' >&2\nexit 127\n")
        stand_in.chmod(0o755)
        assert bootstrap.probe(str(stand_in)) is None
        assert bootstrap.probe(str(tmp_path / "nothing")) is None

    def test_the_range_is_the_one_pyproject_declares(self):
        declared = f'requires-python = ">={{}}.{{}},<3.{bootstrap.NEWEST[1] + 2}"'.format(*bootstrap.OLDEST)
        assert declared in (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    def test_an_old_python_can_parse_the_script(self):
        source = Path(bootstrap.__file__).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 8))


class TestSystemLibraries:
    def test_none_are_needed_off_linux(self):
        assert bootstrap.needed_libraries(True, "darwin", {"DISPLAY": ":0"}) == ()

    @pytest.mark.parametrize(
        ("window", "environ", "expected"),
        [
            (False, {"DISPLAY": ":0"}, bootstrap.ALWAYS),
            (True, {}, bootstrap.ALWAYS),
            (True, {"DISPLAY": ":0"}, bootstrap.ALWAYS + bootstrap.X11_WINDOW),
            (True, {"WAYLAND_DISPLAY": "wayland-0"}, bootstrap.ALWAYS + bootstrap.WAYLAND_WINDOW),
            (True, {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, bootstrap.ALWAYS),
        ],
    )
    def test_window_libraries_are_needed_for_a_window_only(self, window, environ, expected):
        assert bootstrap.needed_libraries(window, "linux", environ) == expected

    @LINUX
    def test_the_loader_decides_what_is_missing(self):
        assert bootstrap.missing_libraries(sys.executable, [PRESENT, ABSENT]) == [ABSENT]

    @LINUX
    def test_nothing_is_said_or_done_when_all_load(self, commands, capsys):
        bootstrap.see_to_libraries(sys.executable, [PRESENT], may_install=True)
        assert commands() == []
        assert capsys.readouterr().out == ""

    @LINUX
    def test_a_user_is_told_the_command(self, commands, capsys, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(
            BootstrapError, match="sudo apt-get install -y --no-install-recommends libnotfound7"
        ):
            bootstrap.see_to_libraries(sys.executable, [PRESENT, ABSENT, ABSENT], may_install=True)
        assert commands() == []
        assert "libnotfound7" in capsys.readouterr().out

    @LINUX
    def test_root_installs_without_questions_and_looks_again(self, commands, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(BootstrapError, match="cannot be loaded by .* although installed"):
            bootstrap.see_to_libraries(sys.executable, [ABSENT], may_install=True)
        assert commands() == [
            "noninteractive: update",
            "noninteractive: install -y --no-install-recommends libnotfound7",
        ]

    @LINUX
    def test_checking_only_installs_nothing(self, commands, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(BootstrapError, match="install them"):
            bootstrap.see_to_libraries(sys.executable, [ABSENT], may_install=False)
        assert commands() == []

    @LINUX
    def test_without_apt_the_packages_are_named(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BootstrapError, match="packages of your distribution.*libnotfound7"):
            bootstrap.see_to_libraries(sys.executable, [ABSENT], may_install=True)

    @POSIX
    def test_a_failing_apt_is_reported_with_its_exit_code(self, tmp_path, monkeypatch):
        apt = tmp_path / "apt-get"
        apt.write_text("#!/bin/sh\nexit 100\n")
        apt.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(BootstrapError, match=r"apt-get update failed \(exit code 100\)"):
            bootstrap.install(["libnotfound7"])

    @POSIX
    def test_debians_python_without_venv_gets_its_package(self, commands, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        bootstrap.see_to_ensurepip(python((3, 11, 2), venv=False), may_install=True)
        assert commands()[-1].endswith("python3.11-venv")

    def test_another_python_without_venv_is_refused(self):
        with pytest.raises(BootstrapError, match="cannot make virtual environments"):
            bootstrap.see_to_ensurepip(python((3, 11, 2), "/opt/python3", venv=False), may_install=True)


class TestVirtualEnvironment:
    """The commands are written down, not run: what counts is when they are given."""

    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        root = tmp_path / "a path with spaces"
        root.mkdir()
        (root / "pyproject.toml").write_text("[project]\n")
        (root / "requirements.lock").write_text("numpy==2.4.6\n")
        return root

    @pytest.fixture
    def given(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        calls: list[list[str]] = []

        def write_down(command, root, remedy):
            calls.append(list(command))
            (root / ".venv").mkdir(exist_ok=True)

        monkeypatch.setattr(bootstrap, "run_or_explain", write_down)
        return calls

    def test_is_made_and_filled_once(self, checkout, given):
        chosen = python((3, 12, 1), "/opt/python3.12")
        assert bootstrap.fill_venv(checkout, chosen, present=None)
        assert given[0][:3] == ["/opt/python3.12", "-m", "venv"]
        assert given[1][-4:] == ["-c", "requirements.lock", "-e", ".[dev]"]
        assert not bootstrap.fill_venv(checkout, chosen, present=chosen)
        assert len(given) == 2

    def test_is_filled_anew_when_the_dependencies_change(self, checkout, given):
        chosen = python((3, 12, 1))
        bootstrap.fill_venv(checkout, chosen, present=None)
        (checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n")
        assert bootstrap.fill_venv(checkout, chosen, present=chosen)
        assert [Path(call[1]).stem for call in given] == ["-m", *2 * ["install_packages"]]

    def test_is_filled_anew_when_the_lock_changes(self, checkout, given):
        chosen = python((3, 12, 1))
        bootstrap.fill_venv(checkout, chosen, present=None)
        (checkout / "requirements.lock").write_text("numpy==2.4.7\n")
        assert bootstrap.fill_venv(checkout, chosen, present=chosen)
        assert [Path(call[1]).stem for call in given] == ["-m", *2 * ["install_packages"]]

    def test_is_filled_anew_when_the_checkout_moves(self, checkout, given):
        chosen = python((3, 12, 1))
        bootstrap.fill_venv(checkout, chosen, present=None)
        moved = checkout.rename(checkout.with_name("elsewhere"))
        assert bootstrap.fill_venv(moved, chosen, present=chosen)

    def test_is_made_anew_for_another_python(self, checkout, given):
        bootstrap.fill_venv(checkout, python((3, 12, 1)), present=None)
        bootstrap.fill_venv(checkout, python((3, 13, 0)), present=python((3, 12, 1)))
        assert [Path(call[1]).stem for call in given] == 2 * ["-m", "install_packages"]

    def test_a_failed_installation_is_tried_again(self, checkout, given, monkeypatch):
        chosen = python((3, 12, 1))
        bootstrap.fill_venv(checkout, chosen, present=None)
        (checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n")

        def fail(command, root, remedy):
            raise BootstrapError("no network")

        with monkeypatch.context() as patch:
            patch.setattr(bootstrap, "run_or_explain", fail)
            with pytest.raises(BootstrapError):
                bootstrap.fill_venv(checkout, chosen, present=chosen)
        (checkout / "pyproject.toml").write_text("[project]\n")
        assert bootstrap.fill_venv(checkout, chosen, present=chosen)

    def test_a_failing_command_is_shown_with_its_remedy(self, checkout):
        with pytest.raises(
            BootstrapError, match=r"raise SystemExit\(3\).* failed \(exit code 3\)\. Do this\."
        ):
            bootstrap.run_or_explain([sys.executable, "-c", "raise SystemExit(3)"], checkout, "Do this.")


class TestCommandLine:
    def test_an_error_is_one_message_and_exit_code_2(self, monkeypatch, capsys):
        monkeypatch.setenv("PYTHON", "/nowhere/python3")
        assert bootstrap.main(["--check"]) == 2
        assert capsys.readouterr().err.startswith("error: PYTHON=/nowhere/python3 does not run.")

    def test_an_interruption_is_no_traceback(self, monkeypatch, capsys):
        def interrupt(*arguments):
            raise KeyboardInterrupt

        monkeypatch.setattr(bootstrap, "bootstrap", interrupt)
        assert bootstrap.main([]) == 130
        assert "run the same command again" in capsys.readouterr().err

    @POSIX
    @pytest.mark.parametrize("closed", [False, True], ids=["no input", "closed input"])
    def test_runs_from_anywhere_without_input(self, tmp_path, closed):
        script = f'exec sh "{ROOT}/tools/setup.sh" --check {"<&-" if closed else ""}'
        done = subprocess.run(
            ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert done.returncode in (0, 2)
        assert "Python" in done.stdout or "error:" in done.stderr

    @POSIX
    def test_a_machine_without_python_gets_one_line(self, tmp_path):
        for name in ("sh", "dirname", "id"):
            (tmp_path / name).symlink_to(shutil.which(name) or f"/bin/{name}")
        done = subprocess.run(
            [str(tmp_path / "sh"), str(ROOT / "tools" / "setup.sh")],
            env={"PATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "Python 3.10 to 3.13" in done.stderr

"""The models: whether the bundled files are whole, and which pose models are there."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from app.doctor.finding import Finding
from mans import bundled
from streaming.paths import digest, is_file_in_sight
from streaming.program import COMMAND, NAME, checkout, pip

_HEADER = 8
"""Bytes of a safetensors file before its header: the header's length."""
_NO_HEADER = (*(ValueError, TypeError, AttributeError, LookupError), *(OverflowError, RecursionError))


def check_bundled() -> Iterator[Finding]:
    """Check the bundled models and samples."""
    source = checkout()
    again = pip("install", "--force-reinstall", "--no-deps", NAME)
    if source is None:
        yield from check_files(_recorded(), again)
        return
    changed = _changed(source)
    yield from check_models(bundled.MODELS, "git checkout -- models")
    for name in changed or ():
        yield Finding(
            "warning",
            f"{name} differs from what is committed",
            "if it was not you who changed it, it is damaged",
            f"git checkout -- {name}",
        )
    if not changed:
        yield Finding("ok", f"Bundled models: {', '.join(bundled.models())}")


def check_files(recorded: Mapping[Path, str], again: str) -> Iterator[Finding]:
    """Compare files with what was installed.

    Args:
        recorded: their SHA-256, as in a wheel's RECORD: base64 of the URL kind without padding.
        again: the command that installs them again.
    """
    wrong = 0
    for path, expected in recorded.items():
        try:
            found = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
            trouble = "" if found == expected else "is damaged: its checksum is another one"
        except OSError as error:
            trouble = f"cannot be read ({error.strerror or error})"
        if trouble:
            wrong += 1
            yield Finding("problem", f"{path} {trouble}", "it is part of the program", again)
    if not recorded:
        yield Finding("warning", "No list of the installed files", "damage to them goes unnoticed", again)
    elif not wrong:
        yield Finding("ok", f"{len(recorded)} installed files are whole, the bundled models among them")


def check_models(folder: Path, again: str) -> Iterator[Finding]:
    """Check that each model of a folder is whole, as far as it says itself; ``again`` restores it."""
    for path in sorted(folder.glob("*.safetensors")):
        for each, trouble in ((path, cut_off(path)), (path.with_suffix(".json"), no_card(path))):
            if trouble:
                yield Finding("problem", f"{each} {trouble}", "the model cannot be used", again)
    if not any(folder.glob("*.safetensors")):
        yield Finding("problem", f"No models in {folder}", "nothing can be recognised", again)


def cut_off(path: Path) -> str:
    """Return what is wrong with a safetensors file's length, in words; empty if nothing is."""
    try:
        data = path.read_bytes()
        length = int.from_bytes(data[:_HEADER], "little")
        header = json.loads(data[_HEADER : _HEADER + length])
        ends = (each["data_offsets"][1] for name, each in header.items() if name != "__metadata__")
        whole = _HEADER + length + int(max(ends))
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except _NO_HEADER:
        return "is damaged: it is no safetensors file"
    return "" if whole == len(data) else f"is damaged: {len(data):,} bytes, where it says {whole:,}"


def no_card(model: Path) -> str:
    """Return what is wrong with a model's card, in words; empty if nothing is."""
    try:
        card = json.loads(model.with_suffix(".json").read_bytes())
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except (ValueError, RecursionError):
        return "is damaged: it is no JSON"
    return "" if isinstance(card, dict) and card.get("labels") else "is damaged: it names no actions"


def _recorded() -> dict[Path, str]:
    """Return the installed files and their checksums, but for the script, whose first line pipx changes."""
    try:
        files = metadata.files(NAME) or []
    except metadata.PackageNotFoundError:
        return {}
    return {
        Path(str(each.locate())): each.hash.value
        for each in files
        if each.hash is not None and each.hash.mode == "sha256" and ".." not in each.parts
    }


def _changed(source: Path) -> list[str] | None:
    """Return what git says was changed of the models and samples; None without git."""
    command = ["git", "status", "--porcelain", "--untracked-files=no", "--", "models", "samples"]
    try:
        done = subprocess.run(
            command,
            cwd=source,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return [line[3:] for line in done.stdout.splitlines()] if done.returncode == 0 else None


def check_pose_models(folder: Path | None = None) -> Iterator[Finding]:
    """Check the downloaded pose models; ``folder`` in place of the user's cache."""
    from streaming.sources.pose_models import POSE_MODELS, cache_folder

    folder = folder or cache_folder()
    there = 0
    for model in POSE_MODELS.values():
        path = folder / model.file
        if not is_file_in_sight(path):
            continue
        there += 1
        if digest(path) == model.sha256:
            yield Finding("ok", f"Pose model {model.name}: {path}")
        else:
            yield Finding(
                "problem",
                f"{path} is damaged: its checksum is another one",
                "no poses can be found with it",
                f"Remove it; {COMMAND} live --pose {model.name} downloads it again",
            )
    if not there:
        lite = POSE_MODELS["lite"]
        yield Finding(
            "note",
            f"No pose model in {folder} yet",
            f"cameras and videos need one; {COMMAND} live downloads {lite.size / 1e6:.0f} MB once",
            f"Without a network, fetch {lite.url} elsewhere and put it into this folder",
        )

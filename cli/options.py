"""Options shared by several commands, and the base parser."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cli.argument_types import at_least
from cli.old_names import old_option
from cli.pose_model import fov_option, pose_model_options
from mans import bundled
from mans.bundled import MODEL, model_named
from streaming.credentials import masked
from streaming.printable import printable
from streaming.program import COMMAND, checkout

if TYPE_CHECKING:
    from _typeshed import SupportsWrite
    from rich.console import Console

    from mans.datasets.prepare import DataFolder
    from mans.datasets.types import DataSet
    from mans.recipe import Recipe
    from mans.training.fine_tuning import Start


SAMPLE = bundled.SAMPLES / "squat.skeleton"
SAMPLES = (SAMPLE, bundled.SAMPLES / "tai_chi.skeleton")
HERE = checkout() or Path()
"""Where ``docs/`` and ``results/`` lie: the source tree, or the current folder of an installed program."""


class Parser(argparse.ArgumentParser):
    """Argument parser that escapes control characters, and masks credentials, in its error messages."""

    def error(self, message: str) -> NoReturn:
        """Print the message and exit with code 2."""
        super().error(printable(masked(message)))

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print a text; argparse itself says nothing where the standard output cannot be written."""
        if message and file is not None:
            file.write(message)


Run = Callable[[argparse.Namespace], int]
"""Runs a command and returns the exit code."""
Add = Callable[[str, Run, str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, and what it does in one sentence."""


def model_options(sub: argparse.ArgumentParser) -> None:
    """Add the options for the model and its device."""
    names = ", ".join(bundled.models())
    sub.add_argument(
        "--model",
        type=model_named,
        default=MODEL,
        help=f"trained model, a file or the name of a bundled one: {names} (default: the first)",
    )
    run_device_option(sub)


def device_option(sub: argparse.ArgumentParser) -> None:
    """Add the option for the compute device."""
    sub.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda"),
        default="auto",
        help="device for inference and training; auto uses a GPU if there is one (default: auto)",
    )


def run_device_option(sub: argparse.ArgumentParser) -> None:
    """Add the option for the device that a model runs on."""
    sub.add_argument(
        "--device",
        choices=("auto", "cpu", "cuda", "coreml", "directml", "openvino"),
        default="auto",
        help="what runs the model; auto uses a GPU if there is one, and the last three run exported models "
        "where the installed ONNX Runtime has them (default: auto)",
    )


def overwrite_option(sub: argparse.ArgumentParser) -> None:
    """Add ``--overwrite``."""
    sub.add_argument("--overwrite", action="store_true", help="overwrite existing output files")


def data_options(sub: argparse.ArgumentParser, *, own: bool = False) -> None:
    """Add the options for a data set and its folder; ``own`` allows the user's own data set, too."""
    known = f"data set name, as listed by: {COMMAND} datasets"
    if own:
        sub.add_argument(
            "data_set",
            metavar="DATASET",
            type=_any_data_set,
            help=f"{known}; or your own: a folder with a folder for each label or with a labels.csv, or a "
            "table of labels (.csv), ELAN document (.eaf) or BORIS project (.boris)",
        )
        sub.add_argument("--data", type=Path, metavar="DIR", help="folder of a data set given by name")
        sub.add_argument(
            "--pattern",
            metavar="P",
            help="for your own data: pattern of the file names, such as {label}_{person}_{camera}; {split} "
            "is train or test, {} anything; with slashes, of their folders, too",
        )
        sub.add_argument(
            "--check", action="store_true", help="for your own data: print a summary and warnings, then exit"
        )
    else:
        sub.add_argument("data_set", metavar="DATASET", type=_data_set, help=known)
        sub.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the data set")
    sub.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="folder for prepared data (default: the user's cache)",
    )


def training_options(sub: argparse.ArgumentParser) -> None:
    """Add the options common to training and evaluation."""
    data_options(sub, own=True)
    recipe_options(sub)
    sub.add_argument(
        "--start",
        nargs="?",
        type=model_named,
        const=MODEL,
        metavar="MODEL",
        help="fine-tune this trained model (no name: the bundled one) instead of training from scratch; for "
        "your own data set this is the default, unless --network names another network",
    )
    sub.add_argument(
        "--from-scratch",
        action="store_true",
        help="begin with random weights, also for your own data set",
    )
    sub.add_argument(
        "--leave-out",
        type=Path,
        metavar="TXT",
        help="text file with names of samples to exclude, one per line",
    )
    device_option(sub)


def named_recipe_option(sub: argparse.ArgumentParser, default: str) -> None:
    """Add ``--recipe``, by a name of :data:`mans.recipe.RECIPES`."""
    names = "paper, current, long, no-mirror, hold or live"
    sub.add_argument("--recipe", default=default, help=f"training recipe: {names} (default: {default})")


def recipe_options(sub: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the options that override recipe settings, and the seed."""
    sub.add_argument("--epochs", type=int, metavar="N", help="override the recipe's number of epochs")
    sub.add_argument("--batch-size", type=int, metavar="N", help="override the recipe's batch size")
    old_option(sub, "--batch", "--batch-size", int)
    sub.add_argument(
        "--network", metavar="NAME", help=f"override the recipe's network; see: {COMMAND} networks"
    )
    sub.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="override a setting of the recipe, such as reduction=4 or architecture.pooling=f_a; repeatable",
    )
    sub.add_argument("--seed", type=at_least(0), default=0, help="random seed (default: 0)")


def pose_options(sub: argparse.ArgumentParser) -> None:
    """Add the options of pose estimation."""
    pose = sub.add_argument_group("pose estimation")
    pose_model_options(pose)
    pose.add_argument(
        "--people", type=int, metavar="N", help="maximum number of people to track (default: 1)"
    )
    fov_option(pose)
    slow_motion_option(pose)
    pose.add_argument("--mirrored", action="store_true", help="input images are mirrored")
    pose.add_argument("--no-smoothing", action="store_true", help="disable One-Euro smoothing of the joints")


def slow_motion_option(sub: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the option for slow-motion recordings."""
    sub.add_argument(
        "--slow-motion",
        type=float,
        default=1.0,
        metavar="FACTOR",
        help="slow-motion factor of the file, such as 8 for 240 frames per second played back at 30 "
        "(default: 1)",
    )


def window_options(sub: argparse.ArgumentParser) -> None:
    """Add the options of the window."""
    sub.add_argument(
        "--language",
        choices=("auto", "de", "en"),
        help="language of the window (default: as set in the settings, else the system's)",
    )


def camera_options(sub: argparse.ArgumentParser) -> None:
    """Add the options of the camera."""
    camera = sub.add_argument_group("camera")
    camera.add_argument(
        "--camera",
        metavar="WHICH",
        help="camera number, a unique part of its name (live --list-cameras), address of a camera "
        "in the network (rtsp://..., http://...), or a video to play in a loop as a camera (default: 0)",
    )
    camera.add_argument("--size", metavar="WxH", help="requested image size (default: 640x480)")
    camera.add_argument("--rate", type=float, metavar="HZ", help="requested frame rate (default: 30)")


def _data_set(name: str) -> str:
    """Check a data set name; raises argparse's error otherwise."""
    from mans.datasets import DATA_SETS

    if name not in DATA_SETS:
        raise argparse.ArgumentTypeError(f"no data set {name!r} (choose from {', '.join(DATA_SETS)})")
    return name


def _any_data_set(name: str) -> str:
    """Check a data set name, or the path of the user's own data set; raises argparse's error otherwise."""
    from streaming.paths import exists

    return name if exists(Path(name)) else _data_set(name)


def data_sets_options(sub: argparse.ArgumentParser) -> None:
    """Add the option for a folder of several data sets."""
    sub.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DIR",
        help=f"folder with one subfolder for each data set, named as in: {COMMAND} datasets",
    )
    sub.add_argument(
        "--cache", type=Path, metavar="DIR", help="folder for prepared data (default: the user's cache)"
    )


def asked(
    console: Console, args: argparse.Namespace, check: Callable[[Recipe], None]
) -> tuple[Recipe, DataFolder, DataSet, Start | None]:
    """Return the recipe, adapted to the data set, the data set, and the model that is fine-tuned, if any.

    ``check`` is called with the recipe before any data is read, to check the output path.

    Raises:
        MansError: the options make no sense, or there is no such data set or model.
    """
    from cli.data_loading import load_data
    from cli.own_data import data_folder, print_checks
    from mans.recipe import find_recipe
    from mans.training.fine_tuning import Start
    from mans.training.recipe_changes import changed, fitted_to

    source = data_folder(args)
    recipe, start, path = find_recipe(args.recipe), None, start_path(args, source)
    if path is not None:
        start = Start.load(path)
        recipe = start.recipe(recipe)
    recipe = changed(recipe, args.network, args.epochs, args.batch_size, args.set)
    check(recipe)
    data = load_data(console, source)
    if source.own is not None:
        print_checks(console, data)
    if start is None:
        recipe = fitted_to(recipe, data)
    else:
        start.check_fits(data)
    return recipe, source, data, start


def start_path(args: argparse.Namespace, source: DataFolder) -> Path | None:
    """Return the model to fine-tune: the bundled one for own data, unless the options say otherwise.

    Raises:
        SettingsError: the options contradict each other.
    """
    from streaming.errors import SettingsError

    path: Path | None = args.start
    if path is not None and (args.network is not None or args.from_scratch):
        raise SettingsError(
            "--network or --from-scratch beside --start", expected="one of them: --start has its own network"
        )
    if path is None and source.own is not None and args.network is None and not args.from_scratch:
        return MODEL
    return path


def chosen_preferences(args: argparse.Namespace) -> dict[str, Any]:
    """Return the window preferences given on the command line; the window restores the others."""
    given = {name: getattr(args, name, None) for name in ("camera", "size", "people", "pose", "language")}
    given["rate_hz"] = getattr(args, "rate", None)
    given["smoothing"] = False if args.no_smoothing else None
    for name in ("pose_model", "recordings"):
        path = getattr(args, name, None)
        given[name] = None if path is None else str(path)
    given["send"] = "; ".join(getattr(args, "send", ())) or None
    given["send_include"] = " ".join(getattr(args, "send_include", ())) or None
    if args.model is not MODEL:  # named, if only to name the bundled one
        given["model"] = str(args.model)
    return {name: value for name, value in given.items() if value is not None}

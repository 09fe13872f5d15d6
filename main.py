"""The command line: one subcommand per use. Every command's work is done in the floors below."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from streaming.errors import MansError

if TYPE_CHECKING:
    from app.start import Options
    from streaming.live import LiveSettings

HERE = Path(__file__).resolve().parent
MODEL = HERE / "models" / "ut-kinect-mans9.safetensors"
SAMPLE = HERE / "samples" / "squat.skeleton"

DESCRIPTION = """\
Watch a person's skeleton, say which action is performed, and show F_A: the attention that a
Memory Attention Network (Xie et al., IJCAI 2018) gives to each frame.
"""

EXAMPLES = """\
examples:
  main.py demo                                   the bundled recording through the bundled model
  main.py live                                   the webcam in the window
  main.py live --camera 1 --people 2 --pose full
  main.py replay FILE.skeleton                   a Kinect recording in the window
  main.py replay CLIP.mp4                        a video, through MediaPipe's pose model
  main.py record OUT.mcap --seconds 60           the webcam's skeletons and answers into a file
  main.py attention FILE.skeleton -o fa.png      F_A as a figure; the numbers go to fa.csv
  main.py convert CLIP.mp4 OUT.skeleton          a video's pose, or any recording in another format
  main.py info FILE                              what a recording holds, and whether it looks right
  main.py datasets                               the data sets and their protocols
  main.py prepare ntu-rgbd --data DIR            read a data set once, for training
  main.py train ut-kinect --data DIR             a model of your own
  main.py evaluate ut-kinect --data DIR --protocol leave-one-subject-out

Errors are one line: the file and place, what was found, what was expected, what to do.
Exit codes: 0 done, 1 a bug of ours, 2 something you can mend, 130 stopped with Ctrl-C.
"""


def _version() -> str:
    try:
        return version("mans-live")
    except PackageNotFoundError:
        return "(not installed: run make setup)"


def build_parser() -> argparse.ArgumentParser:
    """Describe every subcommand; each sets ``run`` to the function that does it."""
    parser = argparse.ArgumentParser(
        prog="main.py",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mans-live {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.set_defaults(run=run)
        return sub

    def model_options(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--model", type=Path, default=MODEL, help="trained model (default: the bundled one)")
        device_option(sub)

    def device_option(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--device",
            choices=("auto", "cpu", "cuda"),
            default="auto",
            help="where the network runs; auto takes the GPU where there is one (default: auto)",
        )

    def data_options(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "data_set", metavar="DATASET", type=_data_set, help="its name: main.py datasets lists them"
        )
        sub.add_argument("--data", type=Path, required=True, metavar="DIR", help="the data set's folder")
        sub.add_argument(
            "--cache",
            type=Path,
            metavar="DIR",
            help="where prepared data is kept (default: the user's cache)",
        )

    def training_options(sub: argparse.ArgumentParser) -> None:
        data_options(sub)
        sub.add_argument("--epochs", type=int, metavar="N", help="in place of the recipe's number")
        sub.add_argument("--batch", type=int, metavar="N", help="in place of the recipe's number")
        sub.add_argument("--network", metavar="NAME", help="in place of the recipe's; see: main.py networks")
        sub.add_argument("--accumulate", type=int, metavar="N", help="compute each batch in N parts")
        sub.add_argument("--bf16", action="store_true", help="compute the training's products in bfloat16")
        sub.add_argument("--seed", type=int, default=0, help="of all random numbers (default: 0)")
        sub.add_argument(
            "--leave-out", type=Path, metavar="TXT", help="list of names of samples that are not wanted"
        )
        device_option(sub)

    def pose_options(sub: argparse.ArgumentParser) -> None:
        pose = sub.add_argument_group("finding people in images")
        pose.add_argument(
            "--pose",
            choices=("lite", "full", "heavy"),
            default="lite",
            help="MediaPipe's pose model, from fastest to most exact; downloaded once (default: lite)",
        )
        pose.add_argument(
            "--pose-model", type=Path, metavar="TASK", help="a pose_landmarker .task of your own"
        )
        pose.add_argument(
            "--people", type=int, default=1, metavar="N", help="how many to follow (default: 1)"
        )
        pose.add_argument("--fov", type=float, metavar="DEG", help="the camera's horizontal field of view")
        pose.add_argument("--mirrored", action="store_true", help="the images are mirror images")
        pose.add_argument("--no-smoothing", action="store_true", help="leave the joints as they are found")

    def camera_options(sub: argparse.ArgumentParser) -> None:
        camera = sub.add_argument_group("camera")
        camera.add_argument(
            "--camera",
            default="0",
            metavar="WHICH",
            help="its number, a part of its name, or a video that is played as if it were one (default: 0)",
        )
        camera.add_argument("--size", metavar="WxH", default="640x480", help="to ask for (default: 640x480)")
        camera.add_argument("--rate", type=float, default=30.0, metavar="HZ", help="to ask for (default: 30)")

    sub = command("live", _live, "Recognise what the person in front of the camera is doing, in the window.")
    sub.add_argument("--list-cameras", action="store_true", help="list the cameras and end")
    sub.add_argument("--recordings", type=Path, metavar="DIR", help="where the Record button's files go")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)

    sub = command("replay", _replay, "Replay a recording or a video in the window, with the answer and F_A.")
    sub.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="recording or video; none opens the empty window"
    )
    pose_options(sub)
    model_options(sub)

    sub = command(
        "record", _record, "Record skeletons, answers and F_A of a camera or a video, without a window."
    )
    sub.add_argument("out", type=Path, metavar="OUT", help="OUT.mcap; an existing file is never replaced")
    sub.add_argument("--video", type=Path, metavar="CLIP", help="a video file in place of the camera")
    sub.add_argument("--images", action="store_true", help="record the images as well")
    sub.add_argument("--seconds", type=float, metavar="S", help="how long (default: until Ctrl-C)")
    camera_options(sub)
    pose_options(sub)
    model_options(sub)

    sub = command("demo", _demo, "Replay the bundled recording; without a display, render it to files.")
    sub.add_argument("--offscreen", action="store_true", help="render to files even where there is a display")
    sub.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where demo.mp4 and demo.png go")
    sub.add_argument("file", type=Path, nargs="?", default=SAMPLE, metavar="FILE", help="another recording")
    model_options(sub)

    sub = command("attention", _attention, "Draw F_A over a recording: film strip, curves, and the numbers.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording")
    sub.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="OUT.png or OUT.svg; CSV beside it"
    )
    sub.add_argument(
        "--at", type=float, metavar="S", help="second at which the window ends (default: the surest)"
    )
    model_options(sub)

    sub = command("convert", _convert, "Convert a recording, or a video's pose; say what is lost.")
    sub.add_argument("source", type=Path, metavar="IN", help="recording, or video clip of one person")
    sub.add_argument("target", type=Path, metavar="OUT", help="OUT.skeleton, OUT.csv or OUT.mcap")
    sub.add_argument(
        "--pose-model", type=Path, metavar="TASK", help="MediaPipe pose_landmarker .task, for videos"
    )

    sub = command("info", _info, "Tell what a recording holds, and whether it looks right.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording")

    command("datasets", _datasets, "List the data sets, their folders and their protocols.")

    sub = command("prepare", _prepare, "Read a data set once, for training; goes on where it was stopped.")
    data_options(sub)
    sub.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="processes side by side (default: one a core)"
    )

    sub = command("train", _train, "Train a model on all of a data set. Ctrl-C leaves a usable model.")
    training_options(sub)
    sub.add_argument("--recipe", default="live", help="paper, current or live (default: live)")
    sub.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help="OUT.safetensors (default: runs/DATASET-RECIPE)"
    )
    sub.add_argument("--resume", action="store_true", help="go on where a stopped run left off")

    sub = command(
        "evaluate", _evaluate, "Train and test fold by fold; the same command goes on after a stop."
    )
    training_options(sub)
    sub.add_argument("--protocol", required=True, metavar="P", help="one of the data set's: main.py datasets")
    sub.add_argument("--recipe", default="current", help="paper, current or live (default: current)")
    sub.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="folds side by side (default: one a core)"
    )
    sub.add_argument("--folds", type=int, metavar="N", help="stop after N folds more")
    sub.add_argument("--results", type=Path, metavar="JSON", help="result file (default: in results/)")

    sub = command("results", _results, "Render the tables and confusion matrices of docs/ from result files.")
    sub.add_argument("files", type=Path, nargs="*", metavar="JSON", help="default: all in results/")
    sub.add_argument("--docs", type=Path, default=HERE / "docs", metavar="DIR", help="where they go")

    sub = command("networks", _networks, "List the networks: parameters, cost of a window, attention.")
    sub.add_argument("--docs", type=Path, metavar="DIR", help="write the table into DIR/networks.md")
    return parser


def _live_settings(args: argparse.Namespace) -> LiveSettings:
    from streaming.live import LiveSettings, parse_size

    size = parse_size(getattr(args, "size", "640x480"))
    given = {"fov_deg": args.fov} if args.fov is not None else {}
    return LiveSettings(
        people=args.people,
        size=size,
        rate_hz=getattr(args, "rate", 30.0),
        mirrored=args.mirrored,
        smoothing=not args.no_smoothing,
        **given,
    )


def _window_options(args: argparse.Namespace) -> Options:
    from app.start import Options

    return Options(
        args.model,
        args.device,
        args.pose,
        args.pose_model,
        live=_live_settings(args),
        recordings=getattr(args, "recordings", None),
    )


def _live(args: argparse.Namespace) -> int:
    from streaming.live import parse_camera

    if args.list_cameras:
        from streaming.sources.camera import list_cameras

        print("\n".join(f"camera {camera}" for camera in list_cameras()) or "no camera was found")
        return 0
    from app.start import run_window

    return run_window(_window_options(args), feed=parse_camera(args.camera))


def _replay(args: argparse.Namespace) -> int:
    from app.start import run_window

    return run_window(_window_options(args), args.file)


def _record(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.live_recording import RecordSettings, run_record
    from streaming.live import VideoFeed, parse_camera

    feed, live = parse_camera(args.camera), _live_settings(args)
    if args.video is not None:
        feed, live = VideoFeed(args.video), replace(live, speed=None)  # nobody watches: no need to wait
    settings = RecordSettings(
        args.model, args.device, args.pose, args.pose_model, live, args.images, args.seconds
    )
    return 130 if run_record(Console(), feed, args.out, settings) else 0


def _demo(args: argparse.Namespace) -> int:
    from app.demo import run_demo

    return run_demo(args.file, args.model, args.device, args.out, offscreen=args.offscreen)


def _attention(args: argparse.Namespace) -> int:
    from mans.attention import run_attention

    for line in run_attention(args.file, args.model, args.device, args.out, args.at):
        print(line)
    return 0


def _convert(args: argparse.Namespace) -> int:
    from rich.console import Console

    from streaming.console import run_convert

    run_convert(Console(highlight=False), args.source, args.target, args.pose_model)
    return 0


def _info(args: argparse.Namespace) -> int:
    from rich.console import Console

    from streaming.console import print_info

    print_info(Console(), args.file)
    return 0


def _data_set(name: str) -> str:
    """Refuse a name that is no data set's, as argparse does."""
    from mans.datasets import DATA_SETS

    if name not in DATA_SETS:
        raise argparse.ArgumentTypeError(f"no data set {name!r} (choose from {', '.join(DATA_SETS)})")
    return name


def _datasets(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.console import print_data_sets

    print_data_sets(Console())
    return 0


def _prepare(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.console import prepare, tell_projection
    from mans.datasets.prepare import open_folder

    console, source = Console(), open_folder(args.data_set, args.data, args.cache)
    tell_projection(console, source, prepare(console, source, args.jobs))
    return 0


def _train(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.console import chosen_recipe, fitted_to, load_data, train
    from mans.datasets.prepare import open_folder

    console = Console()
    recipe = chosen_recipe(
        args.recipe, args.network, args.epochs, args.batch, args.accumulate, bf16=args.bf16
    )
    source = open_folder(args.data_set, args.data, args.cache, args.leave_out)
    data = load_data(console, source)
    recipe = fitted_to(recipe, data)
    out = args.out or Path("runs") / f"{data.name}-{recipe.name}.safetensors"
    # Where the data lay on this machine is no part of the recipe.
    paths = {str(path): name for path, name in ((args.data, "DIR"), (args.cache, "CACHE")) if path}
    given = [paths.get(word, word) for word in sys.argv[1:]]
    command = shlex.join(["python", "main.py", *given])
    train(
        console, data, recipe, args.seed, args.device, out.with_suffix(".safetensors"), args.resume, command
    )
    return 0


def _evaluate(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.console import chosen_recipe, fitted_to, load_data, run_evaluation
    from mans.datasets.prepare import open_folder

    console = Console()
    recipe = chosen_recipe(
        args.recipe, args.network, args.epochs, args.batch, args.accumulate, bf16=args.bf16
    )
    source = open_folder(args.data_set, args.data, args.cache, args.leave_out)
    data = load_data(console, source)
    recipe = fitted_to(recipe, data)
    name = f"{data.name}-{args.protocol}-{recipe.name}-seed{args.seed}.json"
    path = args.results or HERE / "results" / name
    run_evaluation(
        console, data, source, args.protocol, recipe, args.seed, args.device, args.jobs, path, args.folds
    )
    return 0


def _results(args: argparse.Namespace) -> int:
    from mans.report import render_results

    for path in render_results(args.files or sorted((HERE / "results").glob("*.json")), args.docs):
        print(f"Wrote {path}")
    return 0


def _networks(args: argparse.Namespace) -> int:
    from rich.console import Console

    from mans.report import fill_in
    from mans.sizes import network_sizes, sizes_markdown, sizes_table

    sizes = network_sizes()
    if args.docs is None:
        Console().print(sizes_table(sizes))
    else:
        page = args.docs / "networks.md"
        fill_in(page, "networks", sizes_markdown(sizes))
        print(f"Wrote {page}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except MansError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())

"""``export``: write a model's network as ONNX, after comparing it with torch."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import onnx_file_name
from cli.old_names import old_option
from cli.options import SAMPLES, Add, overwrite_option
from mans.bundled import MODEL, model_named
from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("export", _run, "Export a model's network to ONNX; on a CPU the program then uses the export.")
    sub.add_argument(
        "model",
        type=model_named,
        nargs="?",
        default=MODEL,
        metavar="MODEL",
        help="trained model (default: the bundled one)",
    )
    sub.add_argument(
        "-o",
        "--out",
        type=onnx_file_name,
        metavar="OUT",
        help="output file OUT.onnx (default: beside the model, where the program looks for it)",
    )
    sub.add_argument(
        "--compare",
        type=Path,
        nargs="+",
        default=list(SAMPLES),
        metavar="FILE",
        help="recordings on whose windows to compare it with torch (default: the bundled ones)",
    )
    old_option(sub, "--check", "--compare", Path, nargs="+")
    overwrite_option(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal
    from mans.runtime.onnx import onnx_file

    out = args.out or onnx_file(args.model)
    return run_export(Terminal(highlight=False), args.model, out, args.compare, overwrite=args.overwrite)


def run_export(
    console: Console, model: Path, out: Path, compare: Sequence[Path], *, overwrite: bool = False
) -> int:
    """Export a model and print how it compares with torch.

    Args:
        console: the terminal.
        model: weights file.
        out: the ``.onnx`` file to write.
        compare: recordings on whose windows it is compared.
        overwrite: whether an existing file is replaced.

    Raises:
        MansError: the model or a recording cannot be read, the file not be written, or its network gives
            other answers than torch's.
    """
    from rich.text import Text

    from mans.deployment.onnx_export import export_onnx, windows_of
    from mans.recogniser import Recogniser
    from streaming.readers import read_recording
    from streaming.writers.outputs import check_outputs

    inputs = (model, model.with_suffix(".json"), *compare)
    remedy = "Give another -o, or --overwrite to replace it."
    check_outputs([out], inputs, overwrite=overwrite, make_folders=True, remedy=remedy)
    with console.status("Cutting windows ..."):
        recogniser = Recogniser.load(model, "cpu", runtime="torch")
        windows = windows_of(recogniser, [read_recording(file) for file in compare])
    with console.status("Exporting ..."):
        result = export_onnx(model, out, windows)
    console.print(
        f"{counted(result.windows, 'window')} compared with "
        "torch: the same class in all, probabilities within "
        f"{result.difference:.1e}, F_A within {result.f_a_difference:.1e}",
        soft_wrap=True,
    )
    console.print(Text(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB)"), soft_wrap=True)
    return 0

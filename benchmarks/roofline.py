"""Networks compared with the machine's peak: FLOPs and time of one window, with torch, ONNX Runtime and int8.

Run it as ``python -m benchmarks.roofline``. The bundled models read windows of the bundled recordings; the
other networks are of the size for NTU RGB+D (two bodies of 25 joints, 50 frames, 60 classes) with random
weights: MANs, STA-LSTM, CTR-GCN and ST-GCN. Each runtime has a process of its own for one and for two
threads, and the processes take turns: in one process, the threads of ONNX Runtime, which wait for their next
window by spinning, would take a core from those of torch. The peak is the fastest product of two matrices of
all the turns of as many threads.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import runtimes
from benchmarks.int8 import int8_network
from benchmarks.parts import ROOT, Numbers, Part, child, groups, medians
from mans.device import threads
from mans.evaluation.doc_pages import markdown_table, save_figure
from mans.recogniser import Recogniser
from mans.runtime.onnx import open_onnx

OTHERS = ("mans-9", "mans-33", "mans-61", "sta-lstm", "ctr-gcn", "st-gcn")
THREADS = (1, 2)
RUNTIMES = ("torch", "onnx")
PICTURE = ROOT / "docs" / "pictures" / "roofline.svg"
TITLES = {"torch": "torch", "onnx": "ONNX Runtime", "int8": "int8"}
_WINDOWS = 40
_SIZE, _PRODUCTS = 512, 40  # the square matrices whose products measure the peak, and how many
_LEAST, _MOST, _LONG_S = 5, 40, 0.4
"""Calls of a network in a turn: at least, at most, and how long they may take in between."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counted:
    """A network whose operations were counted.

    Attributes:
        parameters: of the network.
        flop: floating-point operations of one window; a multiply-add counts as two.
    """

    parameters: int
    flop: int


def model_of(name: str) -> Path | None:
    """Return the file of a bundled model, None for another network."""
    return next((path for path in runtimes.MODELS if path.stem == name), None)


def names() -> list[str]:
    """Return the networks to measure."""
    return [*(path.stem for path in runtimes.MODELS), *OTHERS]


def built(name: str) -> tuple[Any, tuple[int, ...]]:
    """Build a network in evaluation mode, and say the shape of one window: (1, T, N, 3 or 4)."""
    from benchmarks.st_gcn import StGcn
    from mans.evaluation.network_sizes import NTU, NTU_CLASSES
    from mans.model_card import load_card
    from mans.networks.build import build_network
    from mans.networks.settings import parents_among
    from mans.recipe import with_network

    path, recipe, classes = model_of(name), NTU, NTU_CLASSES
    if path is not None:
        card = load_card(path)
        recipe, classes = card.recipe, len(card.labels)
    elif name != "st-gcn":
        recipe = with_network(NTU, name)
    joints = recipe.preprocessing.joints
    shape = (1, recipe.frames, recipe.bodies * len(joints), 4 if recipe.reads_tracking else 3)
    if name == "st-gcn":
        return StGcn(classes, parents_among(joints)).eval(), shape
    return build_network(recipe.network(classes)).eval(), shape


def count(name: str) -> Counted:
    """Count a network's parameters and operations, without running it."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.device("meta"):
        network, shape = built(name)
        with FlopCounterMode(display=False) as counter:
            network(torch.zeros(shape))
    return Counted(sum(each.numel() for each in network.parameters()), counter.get_total_flops())


def export(name: str, path: Path) -> None:
    """Write a network with random weights as ONNX, for one window; its only output are the class scores."""
    import torch
    from torch import Tensor, nn

    torch.manual_seed(0)
    network, shape = built(name)

    class Scores(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, o: Tensor) -> Tensor:
            out = self.network(o)
            scores: Tensor = getattr(out, "logits", out)
            return scores

    program: Any = torch.onnx.export(Scores().eval(), (torch.zeros(shape),), dynamo=True, verbose=False)
    program.save(str(path))


def prepare(folder: Path, wanted: list[str]) -> Numbers:
    """Write what the processes measure into a folder, and count; the bundled models also become int8."""
    found: Numbers = {}
    for name in wanted:
        counted = count(name)
        found |= {f"{name}, parameters": counted.parameters, f"{name}, flop": counted.flop}
        model = model_of(name)
        if model is None:
            export(name, folder / f"{name}.onnx")
            continue
        recogniser = Recogniser.load(model, "cpu")
        inputs = recogniser.network_inputs(runtimes.windows(recogniser))
        np.save(folder / f"{name}.npy", inputs[:: max(1, len(inputs) // _WINDOWS)][:_WINDOWS])
        found[f"{name}, int8 decisions"] = int8_network(
            model.with_suffix(".onnx"), inputs, folder / f"{name}-int8.onnx"
        )
    return found


def inputs_of(name: str, folder: Path) -> list[Floats]:
    """Return windows (1, T, N, 3 or 4) for a network: real ones for a bundled model."""
    real = folder / f"{name}.npy"
    if real.is_file():
        return list(np.load(real)[:, np.newaxis])
    _, shape = built(name)
    return [np.random.default_rng(0).normal(0, 0.4, shape).astype(np.float32)]


def by_torch(name: str, folder: Path) -> tuple[Callable[[Floats], object], list[Floats]]:
    """Return what runs a network with torch, and its windows."""
    import torch

    model = model_of(name)
    if model is not None:
        return Recogniser.load(model, "cpu", "torch").network, inputs_of(name, folder)
    network, _ = built(name)

    def run(window: Floats) -> object:
        with torch.inference_mode():
            return network(torch.from_numpy(window))

    return run, inputs_of(name, folder)


def by_onnx(file: Path, windows: list[Floats]) -> tuple[Callable[[Floats], object], list[Floats]]:
    """Return what runs an exported network with ONNX Runtime, and its windows."""
    session = open_onnx(file, threads())
    entry = session.get_inputs()[0].name
    return lambda window: session.run(None, {entry: window}), windows


def runners(
    runtime: str, folder: Path, wanted: list[str]
) -> dict[str, tuple[Callable[[Floats], object], list[Floats]]]:
    """Return by name what runs each network, and its windows."""
    if runtime == "torch":
        return {f"{name}, torch": by_torch(name, folder) for name in wanted}
    found = {}
    for name in wanted:
        model = model_of(name)
        windows = inputs_of(name, folder)
        file = folder / f"{name}.onnx" if model is None else model.with_suffix(".onnx")
        found[f"{name}, onnx"] = by_onnx(file, windows)
        if model is not None:
            found[f"{name}, int8"] = by_onnx(folder / f"{name}-int8.onnx", windows)
    return found


def turn(runtime: str, folder: Path, wanted: list[str]) -> Numbers:
    """Measure in this process: medians in milliseconds, and with torch the peak in GFLOP/s."""
    found: Numbers = {}
    if runtime == "torch":
        import torch

        torch.set_num_threads(threads())
        a = torch.rand(_SIZE, _SIZE)
        fastest_ms = min(runtimes.milliseconds(partial(torch.mm, a, a)) for _ in range(_PRODUCTS))
        found["peak"] = 2e-6 * _SIZE**3 / fastest_ms
    for name, (run, windows) in runners(runtime, folder, wanted).items():
        for window in windows[:2]:  # the first calls allocate
            run(window)
        times: list[float] = []
        while len(times) < _LEAST or (len(times) < _MOST and sum(times) < 1e3 * _LONG_S):
            times.append(runtimes.milliseconds(partial(run, windows[len(times) % len(windows)])))
        found[name] = float(np.median(times))
    return found


def measured(rounds: int, wanted: list[str] | None = None, counts: tuple[int, ...] = THREADS) -> Numbers:
    """Measure the networks by both runtimes, taking turns."""
    wanted = wanted or names()
    with tempfile.TemporaryDirectory() as folder:
        found: Numbers = child("roofline", "--prepare", folder, "--networks", *wanted)
        runs: dict[tuple[int, str], list[Numbers]] = {(n, by): [] for n in counts for by in RUNTIMES}
        for _ in range(rounds):
            for (number, by), each in runs.items():
                words = ("--turn", by, folder, "--networks", *wanted)
                each.append(child("roofline", *words, threads=number))
    for (number, by), each in runs.items():
        found |= {f"{name}, {number}": value for name, value in medians(each).items()}
        if by == "torch":  # a roof is what was reached at best
            found[f"peak, {number}"] = max(run["peak"] for run in each)
    return found


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the networks."""
    counts = [number for number in THREADS if f"peak, {number}" in numbers]
    rows = []
    for name in (name for name in names() if f"{name}, flop" in numbers):
        flop = numbers[f"{name}, flop"]
        for number in counts:
            slow, fast = numbers[f"{name}, torch, {number}"], numbers[f"{name}, onnx, {number}"]
            peak = numbers[f"peak, {number}"]
            small = numbers.get(f"{name}, int8, {number}")
            shares = [f"{1e-6 * flop / each / peak:.0%}" for each in (slow, fast)]
            sizes = f"{numbers[f'{name}, parameters'] / 1e6:.2f}", f"{flop / 1e6:.0f}"
            times = (
                f"{slow:.2f}",
                f"{fast:.2f}",
                f"{slow / fast:.2f}",
                "" if small is None else f"{small:.2f}",
            )
            rows.append((f"`{name}`", *sizes, number, *times, *shares, f"{1e-6 * flop / peak:.2f}"))
    heads = ("network", "million parameters", "MFLOP", "threads", "torch, ms", "ONNX Runtime, ms", "ratio")
    shares_of = ("int8, ms", "of the peak with torch", "with ONNX Runtime", "at the peak, ms")
    peaks = " and ".join(
        f"{numbers[f'peak, {n}']:.0f} GFLOP/s with {'one thread' if n == 1 else f'{n} threads'}"
        for n in counts
    )
    kept = ", ".join(
        f"{numbers[f'{name}, int8 decisions']:.2%} by `{name}`"
        for name in names()
        if f"{name}, int8 decisions" in numbers
    )
    text = f"\nMeasured peak: {peaks}. Same most probable class in int8: {kept}.\n"
    return {"roofline": markdown_table((*heads, *shares_of), rows) + text}


def ratios(numbers: Numbers) -> Numbers:
    """Return ONNX Runtime's times over torch's, and int8's over those."""
    found: Numbers = {}
    for name in groups(numbers):
        network, _, by = name.rpartition(", ")
        for number in THREADS:
            if by == "onnx" and (mine := numbers.get(f"{name}, {number}")):
                found[f"{network} by ONNX Runtime over torch, {number}"] = (
                    mine / numbers[f"{network}, torch, {number}"]
                )
    return found


def draw(numbers: Numbers, path: Path = PICTURE) -> None:
    """Draw time over FLOPs of each network in one thread, and the roof below which no time can lie."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.add_subplot()
    shown = [name for name in names() if f"{name}, onnx, 1" in numbers]
    flops = [1e-6 * numbers[f"{name}, flop"] for name in shown]
    ends = np.array([0.6 * min(flops), 1.6 * max(flops)])
    axes.plot(ends, ends / numbers["peak, 1"], color="0.4", label=f"peak: {numbers['peak, 1']:.0f} GFLOP/s")
    for by, marker in (("torch", "o"), ("onnx", "s"), ("int8", "^")):
        pairs = [(f, numbers.get(f"{name}, {by}, 1")) for f, name in zip(flops, shown, strict=True)]
        there = [(f, ms) for f, ms in pairs if ms is not None]
        axes.plot(*zip(*there, strict=True), marker, label=TITLES[by], markersize=5)
    for index, (f, name) in enumerate(sorted(zip(flops, shown, strict=True))):  # names below and above
        times = [ms for by in TITLES if (ms := numbers.get(f"{name}, {by}, 1")) is not None]
        at, shift = (max(times), 6) if index % 2 else (min(times), -13)
        axes.annotate(name, (f, at), (0, shift), textcoords="offset points", ha="center", size=7)
    axes.set(xscale="log", yscale="log", xlabel="MFLOP a window", ylabel="ms a window, one thread")
    axes.margins(y=0.15)
    axes.legend(frameon=False, fontsize=8)
    save_figure(figure, path)


PART = Part("networks compared with the measured peak", measured, tables, ratios, draw)


def main() -> None:
    """Print the table; or be one of its processes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each process (%(default)s)")
    parser.add_argument("--networks", nargs="+", choices=names(), default=names())
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--turn", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.prepare:
        print(json.dumps(prepare(args.prepare, args.networks)))
    elif args.turn:
        print(json.dumps(turn(args.turn[0], Path(args.turn[1]), args.networks)))
    else:
        print(tables(measured(args.rounds, args.networks))["roofline"])


if __name__ == "__main__":
    main()

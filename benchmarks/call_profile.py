"""CPU time of a recogniser's call, step by step: ``python -m benchmarks.call_profile``.

The windows of a bundled recording, one by one, in one thread, by the bundled model. Beside the preprocessing
in numpy, that in torch is measured, which training uses for batches, and the program once used for windows.
What the call takes beyond preprocessing and network is the rest: the decision's inputs, copies, checks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np

from benchmarks import runtimes
from benchmarks.parts import Numbers, Part, child, medians, run_alone
from cli.options import SAMPLE
from mans.device import use_one_thread
from mans.evaluation.doc_pages import markdown_table
from mans.recogniser import Recogniser
from mans.transforms.live_window import COLUMNS
from streaming.readers import read_recording
from streaming.recognition.window import SlidingWindow, Window
from streaming.skeleton.frames import Frame

TURNS = 200
_WARM_UP = 20
STEPS = {
    "cutting": "cutting a window from its frames",
    "by torch": "preprocessing, with torch",
    "preprocessing": "preprocessing, with numpy",
    "network": "network, with ONNX Runtime",
    "call": "a call",
}


def windows_of(recogniser: Recogniser) -> list[Window]:
    """Cut the bundled recording at every frame that makes a whole window."""
    sliding = SlidingWindow(recogniser.window)
    return [cut for frame in read_recording(SAMPLE).frames if (cut := sliding.push(frame)) is not None]


def cutter(recogniser: Recogniser) -> Callable[[Window], object]:
    """Return what pushes the next frame into a full window that is due at every frame."""
    sliding = SlidingWindow(replace(recogniser.window, stride_s=1e-3))
    frames, numbers = list(read_recording(SAMPLE).frames), count()

    def push(_: Window | None) -> object:
        number = next(numbers)
        source = frames[number % len(frames)]
        return sliding.push(Frame(number, number / 30, source.bodies))

    for _ in range(60):
        push(None)
    return push


def one(turns: int = TURNS) -> Numbers:
    """Measure in this process, the steps in turn: median milliseconds of CPU time."""
    import torch

    from mans.transforms.live_input import live_input

    use_one_thread()
    torch.set_num_threads(1)
    recogniser = Recogniser.load(runtimes.MODELS[0], "cpu")
    windows = windows_of(recogniser)

    def in_torch(window: Window) -> object:
        joints = torch.from_numpy(np.nan_to_num(window.positions[np.newaxis, :, 0][:, :, COLUMNS]))
        tracked = torch.from_numpy((window.states[np.newaxis, :, 0][:, :, COLUMNS] > 0).astype(np.float32))
        with torch.inference_mode():
            return live_input(joints, tracked)

    steps: dict[str, Callable[[Window], object]] = {
        "cutting": cutter(recogniser),
        "by torch": in_torch,
        "preprocessing": lambda window: recogniser.network_inputs([window]),
        "call": recogniser,
    }
    spent: dict[str, list[float]] = {name: [] for name in STEPS}
    for number in range(_WARM_UP + turns):
        window = windows[number % len(windows)]
        inputs = recogniser.network_inputs([window])
        everything: dict[str, Callable[[], object]] = {
            name: partial(step, window) for name, step in steps.items()
        }
        everything["network"] = partial(recogniser.network, inputs)
        for name, run in everything.items():
            begun = time.process_time()
            run()
            spent[name].append(1e3 * (time.process_time() - begun))
    return {name: float(np.median(values[_WARM_UP:])) for name, values in spent.items()}


def measured(rounds: int) -> Numbers:
    """Measure in processes of their own, one after the other."""
    return medians([child("call_profile", "--one") for _ in range(rounds)])


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the steps."""
    rest = numbers["call"] - numbers["preprocessing"] - numbers["network"]
    rows = [(title, f"{numbers[name]:.2f}") for name, title in STEPS.items()]
    rows.insert(-1, ("the rest of a call", f"{rest:.2f}"))
    return {"call": markdown_table(("step", "CPU time, ms"), rows)}


def ratios(numbers: Numbers) -> Numbers:
    """Return the preprocessing over torch's, and the call over its network."""
    return {
        "preprocessing over torch's": numbers["preprocessing"] / numbers["by torch"],
        "call over its network": numbers["call"] / numbers["network"],
    }


PART = Part("a call, step by step", measured, tables, ratios)


if __name__ == "__main__":
    run_alone(__doc__, PART, one)

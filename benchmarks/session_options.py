"""Options of ONNX Runtime's sessions: threads, spinning, arena, memory pattern, graph optimisation.

Run it as ``python -m benchmarks.session_options``. The network of ``everyday-mans-evidence`` answers windows
of the bundled recordings one by one, with options that differ from the program's in the one that is named.
Each has a process of its own, and they take turns. CPU time is that of all threads: it shows what a thread
that waits by spinning costs, and others would have to do without; such a thread goes on for a while after a
window, which is measured after the last one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import onnxruntime

from benchmarks import runtimes
from benchmarks.parts import Numbers, Part, child, medians
from mans.evaluation.doc_pages import markdown_table
from mans.recogniser import Recogniser
from mans.runtime.onnx import CPU

MODEL = runtimes.MODELS[0]
PROGRAM = "as in the program"
_CALLS = 200
_WARM_UP = 10
_AFTER_S = 0.2

Options = Any  # onnxruntime.SessionOptions, which has no types


def _threads(options: Options, count: int, *, spins: bool = True) -> None:
    options.intra_op_num_threads = count
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spins else "0")


def _set(options: Options, **values: object) -> None:
    for name, value in values.items():
        setattr(options, name, value)


_LEVEL = onnxruntime.GraphOptimizationLevel
VARIANTS: dict[str, Callable[[Options], None]] = {
    PROGRAM: lambda _: None,
    "two threads": partial(_threads, count=2),
    "two threads, not spinning": partial(_threads, count=2, spins=False),
    "no memory arena": partial(_set, enable_cpu_mem_arena=False),
    "no memory pattern": partial(_set, enable_mem_pattern=False),
    "parallel execution mode": partial(_set, execution_mode=onnxruntime.ExecutionMode.ORT_PARALLEL),
    "no graph optimisation": partial(_set, graph_optimization_level=_LEVEL.ORT_DISABLE_ALL),
    "basic graph optimisation": partial(_set, graph_optimization_level=_LEVEL.ORT_ENABLE_BASIC),
    "extended graph optimisation": partial(_set, graph_optimization_level=_LEVEL.ORT_ENABLE_EXTENDED),
}
"""What differs from the program's: one thread, everything else as ONNX Runtime has it."""


def one(name: str, calls: int = _CALLS) -> Numbers:
    """Measure one variant in this process: median milliseconds by the clock, and of CPU time, of a call."""
    recogniser = Recogniser.load(MODEL, "cpu")
    inputs = recogniser.network_inputs(runtimes.windows(recogniser)[:40])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    VARIANTS[name](options)
    session = onnxruntime.InferenceSession(str(MODEL.with_suffix(".onnx")), options, providers=[CPU])
    entry = session.get_inputs()[0].name
    took, used = [], 0.0
    for number in range(_WARM_UP + calls):
        row = number % len(inputs)
        begun, cpu = time.perf_counter(), time.process_time()
        session.run(None, {entry: inputs[row : row + 1]})
        if number >= _WARM_UP:
            took.append(1e3 * (time.perf_counter() - begun))
            used += 1e3 * (time.process_time() - cpu)
    cpu = time.process_time()
    time.sleep(_AFTER_S)
    after = 1e3 * (time.process_time() - cpu)
    medians_ms = {f"{name}, ms": float(np.median(took)), f"{name}, CPU ms": used / calls}
    return medians_ms | {f"{name}, CPU ms after": after}


def measured(rounds: int) -> Numbers:
    """Measure all variants, taking turns."""
    runs: dict[str, list[Numbers]] = {name: [] for name in VARIANTS}
    for _ in range(rounds):
        for name, found in runs.items():
            found.append(child("session_options", "--one", name, threads=2))
    return {key: value for found in runs.values() for key, value in medians(found).items()}


def tables(numbers: Numbers) -> dict[str, str]:
    """Return the table of the variants."""
    base = numbers[f"{PROGRAM}, ms"]
    rows = [
        (
            name,
            f"{(took := numbers[f'{name}, ms']):.2f}",
            f"{took / base:.2f}",
            f"{numbers[f'{name}, CPU ms']:.2f}",
            f"{numbers[f'{name}, CPU ms after']:.1f}",
        )
        for name in VARIANTS
        if f"{name}, ms" in numbers
    ]
    return {
        "options": markdown_table(
            ("options", "a window, ms", "of the program's", "CPU time, ms", "and after it, ms"), rows
        )
    }


PART = Part("options of ONNX Runtime", measured, tables)


def main() -> None:
    """Print the table; or be one of its processes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (%(default)s)")
    parser.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    print(json.dumps(one(args.one)) if args.one else tables(measured(args.rounds))["options"])


if __name__ == "__main__":
    main()

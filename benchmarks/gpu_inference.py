"""Inference parts of ``benchmarks/gpu.py``: eager, CUDA graph, torch.compile."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from benchmarks.gpu_timing import (
    FAILURES,
    PRECISIONS,
    ROOT,
    WARM_UP,
    Clock,
    Precision,
    Subject,
    interleaved,
    latencies,
    message,
    subjects,
    windows,
)
from mans.recogniser import Recogniser
from streaming.recognition.window import Window
from tests.support.small_data import perform

BATCHES = (1, 256, 1024, 16, 64, 4)
"""In the order in which they are measured, in case time runs out."""
COMPARED = 192
"""Windows that the precisions' probabilities are compared on."""
Row = dict[str, Any]


def probabilities(subject: Subject, inputs: Tensor, how: Precision) -> Tensor:
    """Classify in a precision: (B, C) float32."""
    with torch.inference_mode(), how.active(inputs.device):
        logits: Tensor = subject.network(inputs).logits
    with torch.inference_mode():
        return logits.float().softmax(dim=1)


@cache
def _side_stream() -> torch.cuda.Stream:
    """Return the stream for the warm-up before capture."""
    return torch.cuda.Stream()


class Graph:
    """A network's forward pass for one batch size and precision as a CUDA graph."""

    def __init__(self, run: Callable[[], Tensor], pool: Any) -> None:
        """Warm up on a stream of its own and capture.

        Args:
            run: function to capture; it reads a tensor at a fixed address.
            pool: memory pool shared by graphs that are not replayed concurrently; None for a separate one.
        """
        side = _side_stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(WARM_UP):
                run()
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        pool = torch.cuda.graph_pool_handle() if pool is None else pool
        before = torch.cuda.current_stream()
        try:
            with torch.cuda.graph(self.graph, pool=pool):
                self.out = run()
        except FAILURES:
            # torch leaves the stream, and the allocator in the middle of the capture, as they are.
            torch.cuda.set_stream(before)
            with suppress(*FAILURES):
                torch._C._cuda_endAllocateToPool(torch.cuda.current_device(), pool)
            raise

    def __call__(self) -> Tensor:
        """Replay."""
        self.graph.replay()
        return self.out


def free() -> None:
    """Free the memory of the last measurements."""
    gc.collect()
    if torch.cuda.is_available():
        with suppress(*FAILURES):
            torch.cuda.empty_cache()


def differences(subject: Subject, device: torch.device, hows: tuple[Precision, ...]) -> Iterator[Row]:
    """Compare each precision with float32, and the CUDA graph with eager."""
    count = COMPARED if device.type == "cuda" else 6
    inputs = windows(subject.recipe, count, seed=1).to(device)

    def all_of(how: Precision) -> Tensor:
        return torch.cat([probabilities(subject, part, how) for part in inputs.split(64)]).cpu()

    exact = all_of(hows[0])
    for how in hows[1:]:
        row: Row = {"kind": "difference", "network": subject.name, "precision": how.name, "windows": count}
        try:
            found = all_of(how)
            row["largest"] = float((found - exact).abs().max())
            row["agree"] = float((found.argmax(1) == exact.argmax(1)).float().mean())
        except FAILURES as error:
            row["error"] = message(error)
        yield row
    if device.type == "cuda":
        some = inputs[:16].clone()
        row = {"kind": "difference", "network": subject.name, "precision": "fp32 graph", "windows": 16}
        try:
            graph = Graph(lambda: probabilities(subject, some, hows[0]), None)
            some.copy_(inputs[16:32])  # other windows than it was captured with
            found, expected = graph().cpu(), probabilities(subject, some, hows[0]).cpu()
            row["largest"] = float((found - expected).abs().max())
            row["agree"] = float((found.argmax(1) == expected.argmax(1)).float().mean())
        except FAILURES as error:
            row["error"] = message(error)
        yield row


def cells(subject: Subject, batch: int, device: torch.device, hows: tuple[Precision, ...]) -> Iterator[Row]:
    """Time every precision, eager and as a graph, in turn; at batch 1 also from CPU to CPU."""
    host = windows(subject.recipe, batch)
    inputs = host.to(device)
    if device.type == "cuda":
        host = host.pin_memory()
    runs: dict[tuple[str, str], Callable[[], Tensor]] = {}
    failed: dict[tuple[str, str], str] = {}
    pool = torch.cuda.graph_pool_handle() if device.type == "cuda" else None
    for how in hows:

        def eager(how: Precision = how) -> Tensor:
            return probabilities(subject, inputs, how)

        runs["eager", how.name] = eager
        if device.type == "cuda":
            try:
                runs["graph", how.name] = Graph(eager, pool)
            except FAILURES as error:
                failed["graph", how.name] = message(error)
    yield from timed(subject.name, runs, failed, batch, host, inputs)


def timed(
    name: str,
    runs: dict[tuple[str, str], Callable[[], Tensor]],
    failed: dict[tuple[str, str], str],
    batch: int,
    host: Tensor,
    inputs: Tensor,
) -> Iterator[Row]:
    """Time runs, named by mode and precision, that all read ``inputs``; a row for each."""
    rates = interleaved(runs, inputs.device) | failed

    def whole(run: Callable[[], Tensor]) -> Callable[[], object]:
        def call() -> object:
            inputs.copy_(host, non_blocking=True)
            return run().cpu()

        return call

    good = {key: whole(run) for key, run in runs.items() if not isinstance(rates[key], str)}
    waits = latencies(good, inputs.device) if batch == 1 else {}
    for (mode, how), found in rates.items():
        row: Row = {"kind": "speed", "network": name, "batch": batch, "mode": mode, "precision": how}
        if isinstance(found, str):
            row["error"] = found
        else:
            row |= {"ms": 1e3 * found, "windows_per_s": batch / found}
        wait = waits.get((mode, how))
        if isinstance(wait, tuple):
            row |= {"latency_ms": 1e3 * wait[0], "latency_95_ms": 1e3 * wait[1]}
        yield row


def whole_calls(device: torch.device) -> Iterator[Row]:
    """Time the bundled models' recognisers: preprocessing, network, answer; one window and thirty-two."""
    for path in sorted((ROOT / "models").glob("*.safetensors")):
        recogniser = Recogniser.load(path, device.type)
        size, bodies = recogniser.window.frames, recogniser.window.bodies
        times_s = np.linspace(0, recogniser.window.span_s, size)
        positions = np.repeat(perform("walk", times_s)[:, np.newaxis], bodies, axis=1)
        states = np.full(positions.shape[:3], 2, dtype=np.uint8)
        window = Window(times_s, positions, states, frame_number=0)
        many = 32 if device.type == "cuda" else 2
        for count in (1, many):
            row: Row = {"kind": "recogniser", "network": path.stem, "batch": count}
            found = latencies({0: partial(recogniser.many, [window] * count)}, device)[0]
            if isinstance(found, str):
                row["error"] = found
            else:
                row |= {"latency_ms": 1e3 * found[0], "latency_95_ms": 1e3 * found[1]}
            yield row


def inference(device: torch.device, tiny: bool, clock: Clock) -> Iterator[Row]:
    """Every network: differences first, then batch by batch, until the time is up."""
    hows = PRECISIONS if device.type == "cuda" else (PRECISIONS[0], PRECISIONS[2])
    nets = subjects(device, tiny)
    yield from whole_calls(device)
    for subject in nets:
        if clock.left_s > 0:
            yield from differences(subject, device, hows)
    took: dict[str, float] = {}  # seconds a window of the batch, at the largest batch so far
    for batch in (1, 2) if tiny else BATCHES:
        for subject in nets:
            expected = took.get(subject.name, 0.0) * batch
            if clock.left_s <= 0 or expected > clock.left_s / 4:
                yield {"kind": "left out", "network": subject.name, "batch": batch}
                continue
            before = clock.left_s
            yield from cells(subject, batch, device, hows)
            free()
            if batch > 1:
                took[subject.name] = (before - clock.left_s) / batch


COMPILED = ((1, "fp32"), (256, "bf16"))
LATER = dict.fromkeys(("everyday-mans-evidence", "ut-kinect-mans9", "stcm", "sta-lstm", "ctr-gcn"), 0)
LATER["mans-9"] = 2
"""When a network is compiled: those that differ most first, 1 for those that are not named."""


def compiled(device: torch.device, tiny: bool, clock: Clock) -> Iterator[Row]:
    """torch.compile beside eager and graph, and the compiled code as a graph; the longest take minutes."""
    if device.type != "cuda":
        yield {"kind": "note", "text": "torch.compile is measured on a GPU only"}
        return
    by_name = {how.name: how for how in PRECISIONS}
    for batch, precision in COMPILED:
        how = by_name[precision]
        # Those that differ most come first; mans-9 differs from a bundled model in its joints alone.
        nets = sorted(subjects(device, tiny), key=lambda net: LATER.get(net.name, 1))
        for subject in nets:
            # A network that is not through when the part's time is up is lost, not the ones before it.
            if clock.left_s <= 0:
                yield {"kind": "left out", "network": subject.name, "batch": batch}
                continue
            yield from compiled_cell(subject, batch, device, how)
            free()


def compiled_cell(subject: Subject, batch: int, device: torch.device, how: Precision) -> Iterator[Row]:
    """Compile a network for one batch size and time it."""
    torch._dynamo.reset()
    host = windows(subject.recipe, batch).pin_memory()
    inputs = host.to(device)
    fast = torch.compile(subject.network, dynamic=False)

    def eager() -> Tensor:
        return probabilities(subject, inputs, how)

    def by_compiler() -> Tensor:
        with torch.inference_mode(), how.active(device):
            logits: Tensor = fast(inputs).logits
        with torch.inference_mode():
            return logits.float().softmax(dim=1)

    before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    before.record()
    runs: dict[tuple[str, str], Callable[[], Tensor]] = {("eager", how.name): eager}
    failed: dict[tuple[str, str], str] = {}
    pool = torch.cuda.graph_pool_handle()
    try:
        apart = float((by_compiler() - eager()).abs().max())
        after.record()
        after.synchronize()
        yield {
            "kind": "compile",
            "network": subject.name,
            "batch": batch,
            "precision": how.name,
            "compile_s": before.elapsed_time(after) / 1e3,
            "largest": apart,
        }
        runs["compile", how.name] = by_compiler
    except FAILURES as error:
        failed["compile", how.name] = message(error)
    for mode, run in (("graph", eager), ("compile + graph", by_compiler)):
        if mode.startswith("compile") and failed:
            continue
        try:
            runs[mode, how.name] = Graph(run, pool)
        except FAILURES as error:
            failed[mode, how.name] = message(error)
    yield from timed(subject.name, runs, failed, batch, host, inputs)

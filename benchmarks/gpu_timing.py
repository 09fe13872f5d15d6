"""Shared code of the parts of ``benchmarks/gpu.py``: machine, precisions, networks, windows, clock."""

from __future__ import annotations

import datetime
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mans.checkpoint import load_model, versions
from mans.evaluation.network_sizes import NTU, NTU_CLASSES
from mans.networks.base import ActionNetwork
from mans.networks.build import build_network
from mans.networks.registry import NETWORKS
from mans.recipe import Recipe, with_network
from mans.training.precision import has_bfloat16
from tests.support.small_data import ACTIONS, TINY, perform, turned

ROOT = Path(__file__).resolve().parents[1]
FAILURES = (RuntimeError, NotImplementedError, ValueError, TypeError, AssertionError, OSError)
"""What a cell of a table may end with; it is written down, and the next one measured."""

BIG = ("mans-33", "mans-61", "mans-resnet-18", "mans-densenet-161")
SMALL_IMAGE = 32
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Precision:
    """Numerical precision of matrix products.

    Attributes:
        name: in the tables.
        tf32: whether float32 products may be rounded to TensorFloat-32.
        autocast: the type that autocast computes in; None without it.
    """

    name: str
    tf32: bool
    autocast: torch.dtype | None = None

    @contextmanager
    def active(self, device: torch.device) -> Iterator[None]:
        """Compute in this precision inside."""
        torch.backends.cuda.matmul.allow_tf32 = self.tf32
        torch.backends.cudnn.allow_tf32 = self.tf32
        with ExitStack() as stack:
            if self.autocast is not None and has_bfloat16(device):  # a CPU without it may lack the LSTM, too
                stack.enter_context(torch.autocast(device.type, self.autocast))
            yield


PRECISIONS = (
    Precision("fp32", tf32=False),
    Precision("tf32", tf32=True),
    Precision("bf16", tf32=True, autocast=torch.bfloat16),
    Precision("fp16", tf32=True, autocast=torch.float16),
)


class Clock:
    """Time budget of a part; measurements not started by then are skipped."""

    def __init__(self, seconds: float) -> None:
        """Start it."""
        self.end = time.monotonic() + seconds

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return self.end - time.monotonic()


def machine(device: torch.device) -> dict[str, str]:
    """Name the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    host = f"{platform.machine()}, {cores} cores"
    if device.type != "cuda":
        return {"gpu": "none (CPU)", "memory": "", "host": host}
    found = torch.cuda.get_device_properties(device)
    return {
        "gpu": found.name,
        "gpus": str(torch.cuda.device_count()),
        "memory": f"{found.total_memory / 2**30:.0f} GiB",
        "multiprocessors": str(found.multi_processor_count),
        "capability": f"{found.major}.{found.minor}",
        "host": host,
    }


def all_versions() -> dict[str, str]:
    """Return the versions that the figures depend on."""
    found = {**versions(), "cuda": str(torch.version.cuda), "cudnn": str(torch.backends.cudnn.version())}
    try:
        import triton  # comes with a CUDA build of torch
    except ImportError:
        return found
    return found | {"triton": triton.__version__}


def today() -> str:
    """Return date and time, UTC."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def recipe_of(name: str, tiny: bool) -> Recipe:
    """Return the paper's size of a network: two bodies of 25 joints; or one that a CPU runs in no time."""
    if not tiny:
        return with_network(NTU, name)
    recipe = replace(with_network(TINY, name), blocks=(1, 1), hidden_size=8, bodies=2)
    if recipe.architecture.stretch:
        recipe = replace(
            recipe, architecture=replace(recipe.architecture, stretch=SMALL_IMAGE), frames=SMALL_IMAGE
        )
    return recipe


@dataclass(frozen=True, slots=True)
class Subject:
    """A network to measure.

    Attributes:
        name: on the command line, or of the bundled model's file.
        network: in evaluation mode, on the device.
        recipe: what it was built by.
        classes: C.
        trained: whether its weights mean anything.
    """

    name: str
    network: ActionNetwork
    recipe: Recipe
    classes: int
    trained: bool


def build(name: str, device: torch.device, tiny: bool, recipe: Recipe | None = None) -> Subject:
    """Build a network with random weights."""
    torch.manual_seed(0)
    recipe = recipe or recipe_of(name, tiny)
    network = build_network(recipe.network(NTU_CLASSES)).to(device).eval()
    return Subject(name, network, recipe, NTU_CLASSES, trained=False)


def subjects(device: torch.device, tiny: bool) -> list[Subject]:
    """Return the bundled models, then every network that has a name."""
    found = []
    for path in sorted((ROOT / "models").glob("*.safetensors")):
        network, card = load_model(path, device)
        found.append(Subject(path.stem, network.eval(), card.recipe, len(card.labels), trained=True))
    return found + [build(name, device, tiny) for name in names(tiny)]


def names(tiny: bool) -> list[str]:
    """Return the networks to measure, the largest last; on a CPU one of a kind."""
    if tiny:
        return ["mans-9", "sta-lstm", "ctr-gcn", "mans-resnet-18"]
    # A network of one modality takes as long as that of the joints.
    usual = [name for name, choice in NETWORKS.items() if choice.architecture.modalities in ("joint", "all")]
    return [*(name for name in usual if name not in BIG), *BIG]


def windows(recipe: Recipe, count: int, seed: int = 0) -> Tensor:
    """Return preprocessed windows (count, T, N, 3 or 4) of people who walk, sit down and wave; on the CPU."""
    distinct = _distinct(recipe, 16 if count <= 16 else 96, seed)
    return torch.from_numpy(distinct[np.arange(count) % len(distinct)]).float()


@cache
def _distinct(recipe: Recipe, count: int, seed: int) -> npt.NDArray[np.float32]:
    """Make windows that differ."""
    rng = np.random.default_rng(seed)
    distinct = []
    for index in range(count):
        people = []
        for _ in range(recipe.bodies):
            at_s = np.linspace(0, rng.uniform(0.8, 2.5), recipe.frames) + rng.uniform(0, 1)
            moved = perform(ACTIONS[index % len(ACTIONS)], at_s)
            moved = turned(moved, rng.uniform(-40, 40), rng.uniform(-0.3, 0.3, 3))
            people.append(moved + rng.normal(0, 0.01, moved.shape))
        positions = np.stack(people, axis=1).astype(np.float32)  # (T, M, 25, 3)
        states = np.full(positions.shape[:3], 2, dtype=np.uint8)
        distinct.append(recipe.input_of(positions, states))
    return np.stack(distinct)


def wait(device: torch.device) -> None:
    """Wait until the GPU is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def seconds(run: Callable[[], object], calls: int, device: torch.device) -> float:
    """Seconds a call, of several back to back: between two CUDA events; wall time on a CPU."""
    wait(device)
    if device.type != "cuda":
        start = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - start) / calls
    before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    before.record()
    for _ in range(calls):
        run()
    after.record()
    after.synchronize()
    return float(before.elapsed_time(after)) / 1e3 / calls


def message(error: BaseException) -> str:
    """Return an error in a line."""
    if isinstance(error, torch.cuda.OutOfMemoryError):
        return "out of memory"
    return f"{type(error).__name__}: {(str(error).strip() or 'no message').splitlines()[0][:160]}"


def interleaved(
    runs: Mapping[Any, Callable[[], object]],
    device: torch.device,
    *,
    rounds: int = 5,
    round_s: float = 0.01,
    longest_s: float = 3.0,
) -> dict[Any, float | str]:
    """Time several ways in turn, after a warm-up.

    Args:
        runs: what to time, by name.
        device: where it runs.
        rounds: how often each has its turn; three where they take long.
        round_s: seconds that a turn is to take at least; one call may take longer.
        longest_s: seconds that all of it may take, nearly.

    Returns:
        By name the median over the rounds, in seconds a call; or the error that it ended with.
    """
    if device.type != "cuda":  # nothing is to be learnt there but that it runs
        rounds, round_s = 1, 0.0
    found: dict[Any, float | str] = {}
    calls: dict[Any, int] = {}
    total = 0.0
    for name, run in runs.items():
        try:
            for _ in range(WARM_UP if device.type == "cuda" else 1):
                run()
            once = seconds(run, 1, device)
        except FAILURES as error:
            found[name] = message(error)
            continue
        calls[name] = max(1, min(200, round(round_s / max(once, 1e-6))))
        total += once * calls[name]
    if rounds > 3 and total * rounds > longest_s:
        rounds = 3
    times: dict[Any, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, number in calls.items():
            times[name].append(seconds(runs[name], number, device))
    return found | {name: median(each) for name, each in times.items()}


def latencies(
    runs: Mapping[Any, Callable[[], object]], device: torch.device, longest_s: float = 1.5
) -> dict[Any, tuple[float, float] | str]:
    """Wall time of single calls that end on the CPU, taken in turn: median and 95th percentile, seconds.

    There are 5 to 50 calls of each, as ``longest_s`` allows; on a CPU 5.
    """
    if device.type != "cuda":  # nothing is to be learnt there but that it runs
        longest_s = 0.0
    found: dict[Any, tuple[float, float] | str] = {}
    times: dict[Any, list[float]] = {}
    for name, run in runs.items():
        try:
            for _ in range(WARM_UP):
                run()
            times[name] = []
        except FAILURES as error:
            found[name] = message(error)
    begin = time.perf_counter()
    for number in range(50):
        if number >= 5 and time.perf_counter() - begin > longest_s:
            break
        for name, each in times.items():
            start = time.perf_counter()
            runs[name]()
            each.append(time.perf_counter() - start)
    return found | {name: (median(each), float(np.percentile(each, 95))) for name, each in times.items()}

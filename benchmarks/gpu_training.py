"""Training parts of ``benchmarks/gpu.py``: steps, epochs of large networks, training with NCCL."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from benchmarks.gpu_inference import Graph, free
from benchmarks.gpu_timing import (
    BIG,
    FAILURES,
    PRECISIONS,
    Clock,
    Precision,
    Subject,
    build,
    interleaved,
    message,
    names,
    recipe_of,
    wait,
    windows,
)
from mans.recipe import CURRENT, Recipe
from mans.training.distributed import DistributedTrainer, Place, one_of_several
from mans.training.trainer import Trainer, predict
from tests.support.small_data import ACTIONS, TINY, samples

BATCHES = (40, 256)
"""The paper's for NTU RGB+D, and one that fills a GPU."""
NTU_WINDOWS = 40_091
"""Training samples of NTU RGB+D, cross-subject, without those that lack a skeleton."""
ALPHAS = (4, 8, 16, 32)
Row = dict[str, Any]


class Step:
    """One step of a training by SGD, as the paper trains, on a batch that lies on the device."""

    def __init__(self, subject: Subject, batch: int, device: torch.device, how: Precision) -> None:
        """Give the network an optimiser, and float16 a scale for its gradients."""
        self.network, self.device, self.how = subject.network.train(), device, how
        self.inputs = windows(subject.recipe, batch).to(device)
        self.targets = torch.arange(batch, device=device) % subject.classes
        self.loss = nn.CrossEntropyLoss()
        self.optimiser = torch.optim.SGD(subject.network.parameters(), lr=1e-3, momentum=0.9)
        half = how.autocast is torch.float16
        self.scaler = torch.amp.GradScaler(device.type) if half and device.type == "cuda" else None

    def forward(self) -> Tensor:
        """Return the loss of the batch."""
        with self.how.active(self.device):
            out = self.network(self.inputs)
        loss: Tensor = self.loss(out.logits.float(), self.targets)
        penalty = self.network.penalty(out)
        return loss if penalty is None else loss + penalty

    def __call__(self) -> Tensor:
        """Take it."""
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.forward()
        if self.scaler is None:
            loss.backward()
            self.optimiser.step()
        else:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimiser)
            self.scaler.update()
        return loss.detach()


def steps(device: torch.device, tiny: bool, clock: Clock) -> Iterator[Row]:
    """Windows per second of training by network and precision; then a whole step as a CUDA graph."""
    cuda = device.type == "cuda"
    hows = PRECISIONS if cuda else (PRECISIONS[0], PRECISIONS[2])
    yield from trainers(device, tiny)
    for mode, batch in (("eager", BATCHES[0]), ("graph", BATCHES[0]), ("eager", BATCHES[1])):
        if mode == "graph" and not cuda:
            continue
        for name in names(tiny):
            row: Row = {"kind": "steps", "network": name, "batch": 4 if tiny else batch, "mode": mode}
            if clock.left_s <= 0:
                yield row | {"kind": "left out"}
                continue
            for how, found in step_times(row, device, tiny, hows, mode).items():
                result = {"error": found} if isinstance(found, str) else {"ms": 1e3 * found}
                if not isinstance(found, str):
                    result["windows_per_s"] = row["batch"] / found
                yield row | {"precision": how} | result
            free()
        if tiny:
            break


def step_times(
    row: Row, device: torch.device, tiny: bool, hows: tuple[Precision, ...], mode: str
) -> dict[str, float | str]:
    """Time a step in every precision, in turn."""
    runs: dict[str, Callable[[], Tensor]] = {}
    failed: dict[str, str] = {}
    for how in hows:
        if mode == "graph" and how.name == "fp16":
            continue  # the scale of its gradients is decided on the CPU
        try:
            step = Step(build(row["network"], device, tiny), row["batch"], device, how)
            if mode == "graph" and counts_on_cpu(step.network):
                raise RuntimeError("its normalisation's mean counts batches on the CPU")
            runs[how.name] = step if mode == "eager" else Graph(step, None)
        except FAILURES as error:
            failed[how.name] = message(error)
    return interleaved(runs, device, rounds=3, round_s=0.02) | failed


def counts_on_cpu(network: nn.Module) -> bool:
    """Whether a batch normalisation takes the mean over all batches: its step cannot be captured."""
    norms = (module for module in network.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm))
    return any(norm.momentum is None for norm in norms)


def trainers(device: torch.device, tiny: bool) -> Iterator[Row]:
    """Windows per second of this program's own trainer, which cuts each window afresh on the CPU."""
    for precision in ("float32", "bfloat16"):
        recipe = replace(TINY if tiny else CURRENT, precision=precision, batch_size=40)
        given = samples(4 if tiny else 80)
        trainer = Trainer(given, ACTIONS, recipe, 0, device)
        for epoch in range(2):
            wait(device)
            start = time.perf_counter()
            trainer.run_epoch()
            wait(device)
            if epoch:
                rate = len(given) / (time.perf_counter() - start)
                name = f"trainer, {trainer.recipe.network(3).name}"
                yield {"kind": "trainer", "network": name, "precision": precision, "windows_per_s": rate}


def epochs(device: torch.device, tiny: bool, clock: Clock) -> Iterator[Row]:
    """A tenth of an epoch of NTU RGB+D of each big network, windows copied from the CPU, and peak memory."""
    cuda = device.type == "cuda"
    batch = 4 if tiny else BATCHES[0]
    wanted = 3 if tiny else NTU_WINDOWS // 10 // batch
    some = [name for name in BIG if name in names(tiny)]
    jobs: list[tuple[str, int | None, Precision]]
    jobs = [(name, None, how) for how in (PRECISIONS[2], PRECISIONS[1]) for name in some]
    jobs += [("mans-9", alpha, PRECISIONS[1]) for alpha in ALPHAS]
    for number, (name, alpha, how) in enumerate(jobs):
        row: Row = {"kind": "epoch", "network": name, "precision": how.name, "batch": batch}
        recipe = recipe_of(name, tiny)
        if alpha is not None:
            row |= {"kind": "alpha", "alpha": alpha}
            recipe = replace(recipe, reduction=alpha)
        share = max(0.0, clock.left_s) / (len(jobs) - number)
        if clock.left_s <= 0:
            yield row | {"kind": "left out"}
            continue
        if cuda:
            torch.cuda.reset_peak_memory_stats(device)
        try:
            most = min(wanted, 30) if alpha is not None else wanted
            yield row | part_of_epoch(build(name, device, tiny, recipe), batch, device, how, most, share)
        except FAILURES as error:
            yield row | {"error": message(error)}
        free()


def part_of_epoch(
    subject: Subject, batch: int, device: torch.device, how: Precision, wanted: int, longest_s: float
) -> Row:
    """Take steps on windows that are copied to the device one batch after another, until time is up."""
    step = Step(subject, batch, device, how)
    host = windows(subject.recipe, 4 * batch).split(batch)
    if device.type == "cuda":
        host = tuple(part.pin_memory() for part in host)
    begin = time.perf_counter()
    for _ in range(3):
        step()
    wait(device)
    start = time.perf_counter()
    done = 0
    while done < wanted and (done < 3 or time.perf_counter() - begin < longest_s):
        step.inputs.copy_(host[done % len(host)], non_blocking=True)
        step()
        done += 1
        if done % 5 == 0:
            wait(device)  # so that the clock is true
    wait(device)
    took = (time.perf_counter() - start) / done
    row = {
        "steps": done,
        "step_ms": 1e3 * took,
        "windows_per_s": batch / took,
        "tenth_s": took * NTU_WINDOWS / 10 / batch,
        "epoch_s": took * NTU_WINDOWS / batch,
    }
    if device.type == "cuda":
        row["peak_gib"] = torch.cuda.max_memory_allocated(device) / 2**30
    return row


# One training on every GPU


def one_training(device: torch.device, shared: Place | None) -> tuple[list[float], list[list[float]], float]:
    """Train a small recipe; return its losses, what it predicts, and the seconds it took."""
    recipe: Recipe = replace(TINY, epochs=4, batch_size=6, optimiser="sgd", learning_rate=0.02, ema_decay=0.0)
    given = samples(4)
    if shared is None:
        trainer: Trainer = Trainer(given, ACTIONS, recipe, 0, device)
    else:
        trainer = DistributedTrainer(given, ACTIONS, recipe, 0, device, shared)
    start, losses = time.perf_counter(), []
    while not trainer.finished:
        losses.append(trainer.run_epoch().loss)
    wait(device)
    took = time.perf_counter() - start
    return losses, predict(trainer.result(), samples(2, seed=1), recipe, device).tolist(), took


def rank_main(kind: str) -> None:
    """Be one of the processes, told by the environment; the first one prints what it found as JSON."""
    chosen = torch.device(kind)
    size = int(os.environ["WORLD_SIZE"])
    backend = "nccl" if kind == "cuda" else "gloo"
    device = torch.device(kind, int(os.environ["LOCAL_RANK"])) if kind == "cuda" else chosen
    if size == 1:  # the program itself joins nobody when it is alone
        torch.distributed.init_process_group(backend)
    with one_of_several(chosen) if size > 1 else nullcontext(Place()) as place:
        with PRECISIONS[0].active(device):
            losses, found, took = one_training(device, place)
        backend = torch.distributed.get_backend()
    if size == 1:
        torch.distributed.destroy_process_group()
    if place.first:
        print(json.dumps({"backend": backend, "losses": losses, "found": found, "seconds": took}))


def distributed(device: torch.device, tiny: bool, clock: Clock) -> Iterator[Row]:
    """Train with one process, then with one per GPU, and compare."""
    size = max(1, torch.cuda.device_count()) if device.type == "cuda" else 1
    size = min(size, 3)  # a batch of six is shared out
    with PRECISIONS[0].active(device):
        losses, found, took = one_training(device, None)
    with socket.socket() as free_port:
        free_port.bind(("127.0.0.1", 0))
        port = free_port.getsockname()[1]
    common = {"WORLD_SIZE": str(size), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    common |= {"NCCL_SOCKET_IFNAME": "lo", "GLOO_SOCKET_IFNAME": "lo"}
    row: Row = {"kind": "distributed", "processes": size}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.gpu_training", device.type],
            env=os.environ | common | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(size)
    ]
    try:
        said = [process.communicate(timeout=max(1.0, clock.left_s)) for process in running]
    except subprocess.TimeoutExpired:
        yield row | {"error": "did not end in time"}
        return
    finally:
        for process in running:
            process.kill()
            process.wait()
    if any(process.returncode for process in running):
        words = [line for _, errors in said for line in errors.splitlines() if line.strip()]
        yield row | {"error": " | ".join(words[-3:])[:400] or "ended with an error"}
        return
    other = json.loads(said[0][0].splitlines()[-1])
    yield row | {
        "backend": other["backend"],
        "loss_apart": max(abs(a - b) for a, b in zip(losses, other["losses"], strict=True)),
        "probability_apart": float((torch.tensor(found) - torch.tensor(other["found"])).abs().max()),
        "alone_s": took,
        "shared_s": other["seconds"],
    }


if __name__ == "__main__":
    rank_main(sys.argv[1])

"""Distributed data-parallel training, started by torchrun, with one device per process.

Every process draws the same order and augmentation, so that all of them know the complete batch, and computes
its share of it; torch's DistributedDataParallel averages the gradients. The input pipeline runs in every
process; only the network's work is divided.

Batch normalisation is over the complete batch on GPUs (torch's SyncBatchNorm, which requires them), and over
each process's share on CPUs, where the first process's running statistics are kept.
"""

from __future__ import annotations

import contextlib
import os
import signal
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from mans.recipe import Recipe
from mans.training.sampling import Sample
from mans.training.trainer import Trainer
from streaming.errors import MansError, SettingsError
from streaming.printable import counted


@dataclass(frozen=True, slots=True)
class Place:
    """Rank of this process among the processes of a distributed training.

    Attributes:
        rank: global rank, from 0; rank 0 prints, saves and resumes.
        size: number of processes.
        local_rank: rank on this machine, also the index of its GPU.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def first(self) -> bool:
        """Whether this is rank 0, which prints and saves."""
        return self.rank == 0

    def device(self, chosen: torch.device) -> torch.device:
        """Return this process's device of the chosen type."""
        several = chosen.type == "cuda" and self.size > 1
        return torch.device("cuda", self.local_rank) if several else chosen

    @contextlib.contextmanager
    def first_before_others(self) -> Iterator[None]:
        """Context manager that lets rank 0 run first, then the others, so that they find its output."""
        if not self.first:
            dist.barrier()
        yield
        if self.first and self.size > 1:
            dist.barrier()


@contextlib.contextmanager
def one_of_several(device: torch.device) -> Iterator[Place]:
    """Join the process group if started by torchrun; a no-op for a single process.

    Raises:
        SettingsError: the environment specifies several processes, but not the rank of this one.
        MansError: another process ended early.
    """
    place = _place_told()
    if place.size == 1:
        yield place
        return
    # Some gradients lie channels last; what is lost by copying them is not worth a warning a process.
    warnings.filterwarnings("ignore", message="Grad strides do not match bucket view")
    before = signal.signal(signal.SIGTERM, _ended_by_torchrun)
    try:
        if device.type == "cuda":
            torch.cuda.set_device(place.device(device))
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
        yield place
        dist.barrier()
        dist.destroy_process_group()
    except KeyboardInterrupt:
        if place.first:
            raise
        raise SystemExit(130) from None  # the first one says so for all
    except RuntimeError as error:
        if not _is_lost_connection(error):
            raise
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # torchrun may end this process too, in mid-sentence
        raise _lost() from error
    finally:
        if signal.getsignal(signal.SIGTERM) is _ended_by_torchrun:
            signal.signal(signal.SIGTERM, before)


def check_alone(what: str, remedy: str) -> None:
    """Refuse to go on as one of several processes; the first one says so for all.

    Raises:
        SettingsError: this is the first of them.
        SystemExit: this is another one.
    """
    place = _place_told()
    if place.size > 1 and not place.first:
        raise SystemExit(2)
    if place.size > 1:
        raise SettingsError(f"{place.size} processes", expected=f"one, {what}", remedy=remedy)


def _place_told() -> Place:
    """Return the rank given by the environment; by default a single process."""
    if os.environ.get("WORLD_SIZE", "1") == "1":
        return Place()
    numbers = ("WORLD_SIZE", "RANK", "LOCAL_RANK", "MASTER_PORT")
    wrong = [name for name in numbers if not os.environ.get(name, "").isdecimal()]
    wrong += [name for name in ("MASTER_ADDR",) if name not in os.environ]
    if wrong:
        raise SettingsError(
            f"WORLD_SIZE {os.environ['WORLD_SIZE']!r} in the environment, and no usable {', '.join(wrong)}",
            expected="all that torchrun sets, or none of it",
            remedy="Start it with torchrun, or unset WORLD_SIZE",
        )
    size, rank, local_rank = (int(os.environ[name]) for name in ("WORLD_SIZE", "RANK", "LOCAL_RANK"))
    return Place(rank, size, local_rank)


def _lost() -> MansError:
    return MansError(
        "another process of this training ended",
        expected="all of them to stay until it is done",
        remedy="If an epoch was done, the same command with --resume goes on after it",
    )


def _ended_by_torchrun(number: int, frame: object) -> None:
    """Explain a termination by torchrun, which follows the end of another process."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _lost()


def _is_lost_connection(error: RuntimeError) -> bool:
    """Whether communication failed because the peer is gone; gloo reports it only in the message."""
    return isinstance(error, dist.DistError) or any(word in str(error) for word in ("gloo", "Connection"))


class DistributedTrainer(Trainer):
    """Trainer that computes its share of every batch; weights stay identical in all processes."""

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[str],
        recipe: Recipe,
        seed: int,
        device: torch.device,
        place: Place,
    ) -> None:
        """Build network, optimiser and schedule.

        Raises:
            DataSetError: there are no training samples.
            SettingsError: a batch is too small to be divided.
        """
        super().__init__(samples, labels, recipe, seed, device)
        self.place = place
        self._learning: list[bool] = []
        if device.type == "cuda":
            nn.SyncBatchNorm.convert_sync_batchnorm(self.network)  # in place, with the same weights
        share = self.smallest_batch // place.size
        parts = recipe.gradient_accumulation
        if share < parts:
            raise SettingsError(
                f"batches of {counted(self.smallest_batch, 'sample')} for {place.size} processes"
                + (f" in {parts} parts each" if parts > 1 else ""),
                expected="a sample for each",
                remedy="Start fewer processes, or give a larger --batch-size",
            )

    def _enter_stage(self) -> str:
        stage = super()._enter_stage()
        learning = [parameter.requires_grad for parameter in self.network.parameters()]
        if learning != self._learning:  # it exchanges the gradients of those that learnt when it was made
            self._learning = learning
            own = [self.device.index] if self.device.type == "cuda" else None
            self.model = DistributedDataParallel(self.network, device_ids=own)
        return stage

    def _gradients(self, inputs: Tensor, targets: Tensor, whole: float | None = None) -> tuple[float, Tensor]:
        """Compute the gradients of the complete batch; return its loss and class scores (B, C)."""
        rank, size = self.place.rank, self.place.size
        rows = torch.arange(len(targets)).tensor_split(size)[rank]
        # The mean over the processes of what each has of the mean over the batch, times their number.
        loss, own = super()._gradients(inputs[rows], targets[rows], len(targets) / size)
        exchanged = own.new_zeros(len(targets) + 1, own.shape[1])
        exchanged[rows], exchanged[-1] = own, loss / size
        dist.all_reduce(exchanged)
        return float(exchanged[-1, 0]), exchanged[:-1]

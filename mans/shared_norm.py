"""Batch normalisation whose batch lies on several processes: its statistics are those of the whole batch.

:class:`torch.nn.SyncBatchNorm` does the same on CUDA alone. This is one computation for every device, so
what is tested on processors is what runs on GPUs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch import distributed as dist
from torch.autograd import Function
from torch.autograd.function import FunctionCtx
from torch.nn import functional
from torch.overrides import TorchFunctionMode


class _Sum(Function):
    """The sum over all processes, through which gradients find their way back to each of them."""

    @staticmethod
    def forward(ctx: FunctionCtx, own: Tensor) -> Tensor:
        """Add up the processes' tensors, which are of one shape."""
        total = own.clone()
        dist.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: FunctionCtx, *gradients: Tensor) -> Tensor:
        """Add up the gradients: every process's loss depends on every process's part."""
        (gradient,) = gradients
        return _Sum.forward(ctx, gradient.contiguous())


def _sum(own: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(own)  # type: ignore[no-untyped-call]
    return total


class SharedStatistics(TorchFunctionMode):
    """While it is on, every batch normalisation that learns is over the batches of all processes."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Take the place of :func:`torch.nn.functional.batch_norm`; leave everything else as it is."""
        if func is functional.batch_norm:
            func = shared_batch_norm
        return func(*args, **(kwargs or {}))


def shared_batch_norm(
    x: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise x (B, C, ...), as :func:`torch.nn.functional.batch_norm` does over all processes' batches.

    The processes' batches may differ in size. Two exchanges, one for the mean and one for the variance
    around it: the difference of two large sums would lose its digits.
    """
    if not training:
        return functional.batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps)
    axes = [0, *range(2, x.ndim)]
    full = x.float()
    count = full.new_tensor([full.numel() // full.shape[1]])
    sums, total = _sum(torch.cat([full.sum(axes), count])).split([full.shape[1], 1])
    mean = sums / total  # (C,)
    shape = (1, -1, *[1] * (x.ndim - 2))
    centred = full - mean.view(shape)
    var = _sum(centred.square().sum(axes)) / total  # (C,)
    if running_mean is not None and running_var is not None:
        with torch.no_grad():
            running_mean.lerp_(mean, momentum)
            running_var.lerp_(var * (total / (total - 1)), momentum)
    scale = torch.rsqrt(var + eps) if weight is None else torch.rsqrt(var + eps) * weight
    out = centred * scale.view(shape)
    if bias is not None:
        out = out + bias.view(shape)
    normalised: Tensor = out.to(x.dtype)
    return normalised

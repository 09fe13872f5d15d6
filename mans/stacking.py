"""What :func:`torch.vmap` cannot do with a stack of networks, done otherwise: to the same results.

Three things that our networks do in training have no rule for a whole stack: torch's LSTM, a change of
memory layout, and the mean over all batches so far that :class:`mans.streams.InputNorm` keeps, which reads
the number of batches as a plain number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode


class Stackable(TorchFunctionMode):
    """While it is on, networks can be called under :func:`torch.vmap`."""

    def __init__(self, batches: int) -> None:
        """Enter a step.

        Args:
            batches: seen in training by every network of the stack, this one included.
        """
        super().__init__()
        self.batches = batches

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Do the three things otherwise; leave everything else as it is."""
        kwargs = kwargs or {}
        if func is Tensor.contiguous:  # a layout that is only a matter of speed
            return func(args[0])
        if func is Tensor.__float__ and args[0].dtype == torch.int64:  # a count of batches
            return float(self.batches)
        if func is torch.lstm:
            return lstm(*args, **kwargs)
        return func(*args, **kwargs)


def lstm(
    x: Tensor,
    start: Sequence[Tensor],
    weights: Sequence[Tensor],
    has_biases: bool,
    layers: int,
    dropout: float,
    train: bool,
    bidirectional: bool,
    batch_first: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """Step an LSTM (B, T, features) frame by frame; the arguments are those of ``torch.lstm``.

    Raises:
        NotImplementedError: it is of a kind that no network here has.
    """
    if bidirectional or not batch_first or not has_biases or (train and dropout):
        raise NotImplementedError("an LSTM of another kind")
    last_h, last_c = [], []
    for layer in range(layers):
        w_x, w_h, b_x, b_h = weights[4 * layer : 4 * layer + 4]
        h, c = start[0][layer], start[1][layer]  # (B, U)
        states = []
        for gates in functional.linear(x, w_x, b_x).unbind(1):
            i, f, g, o = (gates + functional.linear(h, w_h, b_h)).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            states.append(h)
        x = torch.stack(states, dim=1)  # (B, T, U)
        last_h.append(h)
        last_c.append(c)
    return x, torch.stack(last_h), torch.stack(last_c)

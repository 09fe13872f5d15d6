"""What of a window spoke for a class: the gradient of the class's score, times movement."""

from __future__ import annotations

import torch
from torch import Tensor

from mans.networks.base import ActionNetwork


def contributions(network: ActionNetwork, inputs: Tensor) -> Tensor:
    """Return how much each number of a window spoke for what was predicted, to the first order.

    A gradient alone tells how sensitive the score is, not what of the window it came from; so it is
    multiplied by how far each coordinate is from its mean over the window (gradient times input; Shrikumar,
    Greenside and Kundaje, DeepLIFT, ICML 2017, with the window's mean pose as the reference).

    Args:
        network: in evaluation mode, on the CPU: cuDNN gives no gradient of a GRU that is not in training.
        inputs: (W, T, N, 3) windows.

    Returns:
        (W, T, N, 3), above 0 where movement raised the score of the class that was predicted.
    """
    with torch.enable_grad():
        x = inputs.detach().clone().requires_grad_()
        logits = network(x).logits
        score = logits.gather(1, logits.argmax(dim=1, keepdim=True)).sum()
        # Of the input alone: gradients of the weights would be added up in a network that others use.
        (gradient,) = torch.autograd.grad(score, x)
    moved = inputs - inputs.mean(dim=1, keepdim=True)
    product: Tensor = gradient * moved
    return product

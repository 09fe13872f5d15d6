"""Gradient times input: attribution of the predicted class's score to a window's coordinates."""

from __future__ import annotations

import torch
from torch import Tensor

from mans.networks.base import ActionNetwork


def contributions(network: ActionNetwork, inputs: Tensor) -> Tensor:
    """Return the first-order contribution of each coordinate of a window to the predicted class's score.

    The gradient alone is the sensitivity of the score; so it is multiplied by each coordinate's deviation
    from its mean over the window (gradient times input; Shrikumar, Greenside and Kundaje, DeepLIFT, ICML
    2017, with the window's mean pose as the reference).

    Args:
        network: in evaluation mode, on the CPU: cuDNN gives no gradient of a GRU that is not in training.
        inputs: (W, T, N, 3) windows.

    Returns:
        (W, T, N, 3), positive where motion raised the score of the predicted class.
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

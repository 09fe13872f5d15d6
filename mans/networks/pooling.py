"""Final pooling of a convolutional trunk: global average, or weighted by temporal attention."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def pool(features: Tensor, weights: Tensor | None = None) -> Tensor:
    """Average features over the image, optionally with temporal weights.

    Args:
        features: (B, D, T', N') of an image whose height is time; T' is T divided by the trunk's strides.
        weights: (B, T) weight of each frame, 0 or above; None for uniform.

    Returns:
        (B, D) the weighted mean over frames and joints.
    """
    if weights is None:
        return features.mean(dim=(2, 3))
    # What a row of features saw, it is weighted by: the mean over the frames that became this row.
    rows = functional.adaptive_avg_pool1d(weights.unsqueeze(1).float(), features.shape[2])  # (B, 1, T')
    share = rows / rows.sum(dim=2, keepdim=True).clamp_min(1e-6)
    return (features.mean(dim=3) * share).sum(dim=2)

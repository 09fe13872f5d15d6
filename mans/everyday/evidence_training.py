"""Training of the live network: cross-entropy of windows and frames, and the losses of its attention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from mans.everyday.distillation import Teachers
from mans.everyday.sample_bank import UNKNOWN, SampleBank
from mans.everyday.window_batches import Batch, WindowCutter, draw_weights
from mans.networks.evidence import EvidenceMans, EvidenceOutput, attention_share
from mans.recipe import Recipe
from mans.training.trainer import EpochProgress, OnStep, Trainer
from mans.transforms.live_input import to_body_frame
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.tracks import Sample

STEPS_PER_EPOCH = 100
"""Steps per epoch; windows are drawn by weight."""
_SCALE_BATCHES = 20
_CLIPPED = 5.0  # largest norm of a step's gradients


def keep_frames(values: Tensor, kept: Tensor) -> Tensor:
    """Interpolate the frames that are not kept, with constant extrapolation at the ends.

    Args:
        values: (B, T, ...).
        kept: (B, T) bool, at least one in each row.
    """
    batch, frames = kept.shape
    at = torch.arange(frames, device=values.device).expand(batch, frames)
    last = torch.where(kept, at, -1).cummax(dim=1).values
    following = torch.where(kept, at, frames).flip(1).cummin(dim=1).values.flip(1)
    a = torch.where(last < 0, following, last).clamp(0, frames - 1)
    b = torch.where(following >= frames, last, following).clamp(0, frames - 1)
    share = ((at - a).float() / (b - a).clamp_min(1)).clamp(0, 1)

    def row(index: Tensor) -> Tensor:
        spread = index.view(batch, frames, *([1] * (values.dim() - 2)))
        return values.gather(1, spread.expand_as(values))

    return torch.lerp(row(a), row(b), share.view(batch, frames, *([1] * (values.dim() - 2))))


class EvidenceTrainer(Trainer):
    """Trainer of the live network on everyday samples."""

    network: EvidenceMans

    def __init__(
        self,
        samples: Sequence[Sample],
        labels: Sequence[str],
        recipe: Recipe,
        seed: int,
        device: torch.device,
    ) -> None:
        """Build network, optimiser and schedule, and estimate the input scale.

        Raises:
            DataSetError: there are no training samples.
        """
        super().__init__(samples, labels, recipe, seed, device)
        self.loss_settings = recipe.evidence_loss or EvidenceLoss()
        self.bank = SampleBank(samples, labels, device)
        self.cut = WindowCutter(self.bank, recipe, recipe.live_variation or LiveVariation())
        self.weights = draw_weights(self.bank, recipe, self.loss_settings)
        self.steps_per_epoch = STEPS_PER_EPOCH
        self.teach: Teachers | None = None
        self._measure_scale()

    def learn_from(self, teachers: Teachers) -> None:
        """Add the divergence from these models' class probabilities to the loss."""
        self.teach, self.teachers = teachers, teachers.files

    def _measure_scale(self) -> None:
        """Estimate the network's input scale from a few batches; the EMA of the weights gets it too."""
        total = squares = count = torch.zeros(1, device=self.device)
        with torch.no_grad():
            for _ in range(_SCALE_BATCHES):
                batch = self.cut(self.draw())
                values, masks = self.network.modalities(batch.joints, batch.tracked)
                total = total + values.sum(dim=(0, 1))
                squares = squares + (values * values).sum(dim=(0, 1))
                count = count + masks.sum(dim=(0, 1))[:, None]
        mean = total / count
        std = (squares / count - mean * mean).clamp_min(1e-8).sqrt()
        averaged = [] if self.averaged is None else [cast(EvidenceMans, self.averaged.module)]
        for network in (self.network, *averaged):
            network.set_scale(mean, std)

    def draw(self) -> Tensor:
        """Draw a weighted batch of sample indices (B,)."""
        return torch.multinomial(self.weights, self.recipe.batch_size, replacement=True)

    def begin_epoch(self) -> list[npt.NDArray[np.int64]]:
        """Prepare the steps of an epoch; batches are drawn lazily."""
        super().begin_epoch()
        self._tally.steps = STEPS_PER_EPOCH
        return [np.empty(0, dtype=np.int64)] * STEPS_PER_EPOCH

    def run_epoch(self, report: OnStep | None = None) -> EpochProgress:
        """Train one epoch."""
        for _ in self.begin_epoch():
            batch = self.cut(self.draw())
            self.optimiser.zero_grad(set_to_none=True)
            with self.precision():
                loss, logits = self.batch_loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), _CLIPPED)
            right = int((logits.argmax(dim=1) == batch.target).sum())
            state = self.take_step(float(loss.detach()), right, len(batch.target))
            if report is not None:
                report(state)
        return self.end_epoch()

    def batch_loss(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Compute the loss of a batch and the class scores (B, C)."""
        weights, none = self.loss_settings, self.bank.none
        out = self.network(torch.cat([batch.joints, batch.tracked.unsqueeze(3)], dim=3), batch.before_end_s)
        # Where the network computes in bfloat16, losses do not: in it 0.999 is one, whose log is infinite.
        out = EvidenceOutput(*(part.float() for part in out))
        loss = (self._cross_entropy(out.logits, batch.target) * batch.weight).mean()
        known = batch.frame_target != UNKNOWN
        by_frame = functional.cross_entropy(
            out.evidence.flatten(0, 1), batch.frame_target.clamp_min(0).flatten(), reduction="none"
        )
        loss = loss + weights.frames * _mean_where(by_frame.view_as(known), known)
        attention = out.f_a.mean(dim=1)
        partly = batch.rest & ~batch.rest.all(dim=1, keepdim=True)
        resting = _mean_where(attention, partly) + 0.5 * _mean_where(attention, batch.rest)
        loss = loss + weights.rest * resting
        share = attention_share(out.f_a)
        entropy = -(share * (share + 1e-8).log()).sum(dim=1) / math.log(share.shape[1])
        loss = loss + weights.sharpness * (entropy * (batch.target != none)).mean()
        if weights.outside > 0:
            loss = loss + weights.outside * _outside(share, known, batch.frame_target == none)
        if weights.agreement > 0:
            loss = loss + weights.agreement * self._disagreement(batch, out.f_a)
        if weights.distillation > 0 and self.teach is not None:
            loss = loss + weights.distillation * self.teach(batch, out.logits)
        ramp = self._ramp()
        if ramp > 0 and (weights.sufficiency > 0 or weights.necessity > 0):
            loss = loss + ramp * self._attended_loss(batch, attention.detach())
        return loss, out.logits.detach()

    def _disagreement(self, batch: Batch, f_a: Tensor) -> Tensor:
        """Compare F_A with that of overlapping windows, which lack some of the first or of the last frames.

        An overlapping window has a body frame of its own. Its difference is measured in units of the
        variance of F_A, so that a flat F_A gains nothing.
        """
        frames = f_a.shape[2]
        left_out = int(torch.randint(max(1, frames // 12), max(2, frames // 2), ()))
        kept = slice(left_out, None) if torch.rand(()) < 0.5 else slice(None, -left_out)
        tracked = batch.tracked[:, kept]
        joints = to_body_frame(batch.joints[:, kept], tracked)
        overlapping = self.network.f_a_of(torch.cat([joints, tracked.unsqueeze(3)], dim=3)).float()
        difference = (f_a[:, :, kept].mean(dim=1) - overlapping.mean(dim=1)).square().mean()
        return difference / f_a.mean(dim=1).var().clamp_min(1e-4)

    def _attended_loss(self, batch: Batch, attention: Tensor) -> Tensor:
        """Compute sufficiency and necessity losses on a quarter of the windows."""
        part = len(attention) // 4
        rank = attention[:part].argsort(dim=1, descending=True).argsort(dim=1)
        o = torch.cat([batch.joints[:part], batch.tracked[:part].unsqueeze(3)], dim=3)
        target, ends = batch.target[:part], batch.before_end_s[:part]
        chance = torch.rand(2, part, 1, device=o.device) * o.shape[1]
        left = 0.1 * o.shape[1] + 0.5 * chance[0]
        alone = self._masked(o, rank < left, ends)
        without = self._masked(o, rank >= 0.3 * o.shape[1] + 0.4 * chance[1], ends)
        enough = (self._cross_entropy(alone, target) * batch.weight[:part]).mean()
        probability = without.softmax(dim=1).gather(1, target[:, None])[:, 0].clamp(max=0.999)
        needed = (-(1 - probability).log() * (target != self.bank.none)).mean()
        return self.loss_settings.sufficiency * enough + self.loss_settings.necessity * needed

    def _masked(self, o: Tensor, kept: Tensor, before_end_s: Tensor) -> Tensor:
        """Compute the class scores of windows with masked frames; the tracking mask is unchanged."""
        joints = keep_frames(o[..., :3], kept)
        logits: Tensor = self.network(torch.cat([joints, o[..., 3:]], dim=3), before_end_s).logits.float()
        return logits

    def _cross_entropy(self, logits: Tensor, target: Tensor) -> Tensor:
        return functional.cross_entropy(
            logits, target, label_smoothing=self.recipe.label_smoothing, reduction="none"
        )

    def _ramp(self) -> float:
        """Return the ramp-up factor of the sufficiency and necessity losses."""
        first, last = self.loss_settings.ramp
        done = self.steps_done / (self.recipe.epochs * STEPS_PER_EPOCH)
        return min(1.0, max(0.0, (done - first) / max(1e-6, last - first)))


def _outside(share: Tensor, known: Tensor, none: Tensor) -> Tensor:
    """Return the mean share of the attention on labelled frames that falls on those without an action.

    Args:
        share: (B, T) attention, which sums to one over a window.
        known: (B, T) whether the frame is labelled.
        none: (B, T) whether it is labelled "no action".
    """
    acting, resting = known & ~none, known & none
    both = acting.any(dim=1) & resting.any(dim=1)
    outside = (share * resting).sum(dim=1) / (share * known).sum(dim=1).clamp_min(1e-8)
    return _mean_where(outside, both)


def _mean_where(values: Tensor, where: Tensor) -> Tensor:
    return (values * where).sum() / where.sum().clamp_min(1)

"""Learning custom actions: from examples to templates and a head, with any of the examples left out."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import torch

from mans.networks.evidence import EvidenceMans
from mans.recipe import Recipe
from mans.runtime.torch_network import TorchNetwork
from mans.taught.courses import Course, mirrored
from mans.taught.crops import crops_for, describe
from mans.taught.matcher import Matcher, Templates, Told
from mans.taught.ridge import PENALTY, Sums, solve, sums
from mans.taught.settings import Taught, TaughtAction, TaughtExample
from mans.teaching.prepare import Compared, Prepared, Step

Floats = npt.NDArray[np.float32]

_BACKGROUND = 3.0  # weight of all background, in actions
_BATCH = 16


class Learner:
    """What is learnt of examples; asked, it leaves some of them out.

    Attributes:
        prepared: the examples.
        compared: how far they are from one another.
        counts: (A,) how many crops of a window, the newest first, count for each action.
    """

    def __init__(
        self,
        prepared: Prepared,
        compared: Compared,
        network: EvidenceMans,
        recipe: Recipe,
        background: Floats,
        device: torch.device,
        step: Step,
    ) -> None:
        """Run the network over the examples; most of teaching's time goes here.

        Args:
            prepared: the examples.
            compared: how far they are from one another.
            network: on ``device``, in evaluation mode.
            recipe: the network's.
            background: (R, 2 D) features of other movement.
            device: where to run it.
            step: told how far it is.
        """
        self.prepared, self.compared = prepared, compared
        self._recipe, self._background = recipe, background
        counts = [crops_for(recipe, float(each)) for each in prepared.seconds]
        self.counts = np.minimum(counts, prepared.crops)
        self._features = list[Floats]()  # (L, 2 D) of each example's window
        self._rows = list[Sums]()
        runner = TorchNetwork(network, device)
        count, most = len(prepared.action), int(self.counts.max())
        for start in range(0, count, _BATCH):
            step("running the network", start, count)
            rows = range(start, min(start + _BATCH, count))
            wanted = [part for e in rows for part in self._inputs(e, most)]
            found = describe(runner, np.concatenate(wanted))
            for e in rows:
                own, found = np.split(found, [sum(map(len, self._inputs(e, most)))])
                self._features.append(own[:most])
                self._rows.append(self._sums_of(e, own, most))
        step("running the network", count, count)
        self._total = self._of_background()
        for each in self._rows:
            self._total = self._total + each

    def _inputs(self, e: int, most: int) -> list[Floats]:
        """Return the crops that an example is learnt by: its window's, and its variants' that it needs."""
        count = self.counts[self.prepared.action[e]]
        plain, alone = self.prepared.inputs[e]
        parts = [plain[:most], alone[:count]]
        if self.compared.either_side[self.prepared.action[e]]:
            parts += [mirrored(plain[:count]), mirrored(alone[:count])]
        return parts

    def _sums_of(self, e: int, own: Floats, most: int) -> Sums:
        """Return what an example adds to the equations of the head."""
        a = int(self.prepared.action[e])
        rows = np.concatenate([own[: self.counts[a]], own[most:]])
        weights = np.full(len(rows), 1.0 / len(rows))
        return sums(rows, np.full(len(rows), a), weights, len(self.prepared.labels) + 1)

    def _of_background(self) -> Sums:
        actions, count = len(self.prepared.labels), len(self._background)
        weight = _BACKGROUND * len(self.prepared.action) / actions / max(count, 1)
        classes = np.full(count, actions)
        return sums(self._background, classes, np.full(count, weight), actions + 1)

    def head(self, without: Collection[int] = ()) -> Floats:
        """Return the weights of the head, (2 D + 1, A + 1), as if some of the examples were not there."""
        total = self._total
        for e in without:
            total = total - self._rows[e]
        each = (len(self._rows) - len(without)) / len(self.prepared.labels)
        return solve(total, PENALTY * each).astype(np.float32)

    def matcher(self, *, beside: bool) -> Matcher:
        """Return what tells the actions live."""
        prepared, compared = self.prepared, self.compared
        actions = [
            TaughtAction(
                label,
                float(prepared.seconds[a]),
                float(compared.usual[a]),
                bool(compared.either_side[a]),
                self._has_course(a),
            )
            for a, label in enumerate(prepared.labels)
        ]
        made_of = [
            TaughtExample(
                each.label, each.subject, each.recording, float(each.start_s), float(each.end_s), each.name
            )
            for each in prepared.samples
        ]
        taught = Taught(tuple(actions), tuple(made_of), beside, prepared.crops, len(self._background))
        turned = np.flatnonzero(compared.either_side[prepared.action])
        parts = [*prepared.templates, *(prepared.turned[e] for e in turned)]
        example = np.concatenate([np.arange(len(prepared.action)), turned])
        templates = Templates.of(parts, prepared.action[example], example)
        return Matcher(taught, templates, self.head(), self._recipe)

    def _has_course(self, a: int) -> bool:
        """Whether somebody is elsewhere in the middle of an action than at its beginning, or at its end."""
        own = [self.prepared.templates[e].values for e in np.flatnonzero(self.prepared.action == a)]
        reach = [np.sqrt(((x[..., :3] - x[:1, :, :3]) ** 2).sum(axis=(1, 2))).max() for x in own]
        return bool(np.median(reach) > 2 * self.compared.usual[a])

    def tell_without(self, matcher: Matcher, e: int, left_out: Collection[int], head: Floats) -> Told:
        """Tell what the window that ends with an example shows, as if some examples were not there.

        Args:
            matcher: what tells the actions.
            e: the example.
            left_out: examples that are not known.
            head: its weights without them, of :meth:`head`.
        """
        streams = self.prepared.streams
        stream = Course(streams.values[e], streams.seen[e])
        return matcher(stream, self._features[e], without=left_out, head=head)

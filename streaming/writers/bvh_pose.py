"""Bones of fixed length and their rotations, found from joint positions; for BVH.

The rest pose is a T-pose in BVH's usual axes: y up, facing +z, the left side at +x. Bone lengths are medians
over the recording. A joint with one child turns by the smallest rotation that points its bone at the child's
position; one with several, by the rotation that fits them best in the sense of least squares (Kabsch). Each
aims from where its bone ends, not from where the joint was measured, so that errors of length do not add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from streaming.skeleton.layouts import KINECT_V2

_Floats = npt.NDArray[np.float64]

TO_BVH = np.array([-1.0, 1.0, -1.0])
"""Factors from Kinect camera space to BVH's axes, half a turn about y: who faced the sensor faces +z."""
# A bone has at least this length, in metres: programs drop or distort bones of none.
_SHORTEST_M = 0.005
_UP, _LEFT, _FORWARD = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _rest_directions() -> dict[int, tuple[float, float, float]]:
    """Return the direction of the bone that ends at each joint, in the rest pose; without branches' own."""
    directions = {KINECT_V2.index[name]: _UP for name in ("SpineMid", "SpineShoulder", "Neck", "Head")}
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        for name in ("Shoulder", "Elbow", "Wrist", "Hand", "HandTip", "Hip"):
            directions[KINECT_V2.index[name + side]] = (sign, 0.0, 0.0)
        for name in ("Knee", "Ankle"):
            directions[KINECT_V2.index[name + side]] = (0.0, -1.0, 0.0)
        for name in ("Foot", "Thumb"):
            directions[KINECT_V2.index[name + side]] = _FORWARD
    return directions


_DIRECTIONS = _rest_directions()
CHILDREN = tuple(
    tuple(child for parent, child in KINECT_V2.bones if parent == joint) for joint in range(KINECT_V2.size)
)
"""The joints at the ends of each joint's bones."""


def _downwards() -> tuple[int, ...]:
    """Return all joints, each after its parent."""
    order = [KINECT_V2.parents.index(0)]
    for joint in order:
        order.extend(CHILDREN[joint])
    return tuple(order)


ORDER = _downwards()
"""All joints, each after its parent."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Bones of fixed length, and how they turn.

    Attributes:
        offsets: (25, 3) metres, each joint from its parent in the rest pose; zero for the root.
        root: (F, 3) metres, the root's position in BVH's axes.
        rotations: (F, 25, 3, 3), each joint's rotation in its parent's frame; the identity at ends of limbs.
        errors: (F, 25) metres between the joints by forward kinematics and as measured.
    """

    offsets: _Floats
    root: _Floats
    rotations: _Floats
    errors: _Floats


def find_pose(positions: _Floats) -> Pose:
    """Find bones and rotations.

    Args:
        positions: (F, 25, 3) metres, Kinect camera space, finite.
    """
    return _Solver(positions * TO_BVH).pose()


class _Solver:
    """The steps of :func:`find_pose`; positions are (F, 25, 3) in BVH's axes."""

    def __init__(self, positions: _Floats) -> None:
        self._positions = positions
        self._turned: dict[int, _Floats] = {}  # joint to (F, 3, 3), its rotation in the world

    def pose(self) -> Pose:
        """Solve from the root down."""
        measured, offsets = self._positions, self._offsets
        reached = measured.copy()
        local = np.broadcast_to(np.eye(3), (*measured.shape[:2], 3, 3)).copy()
        world = local.copy()
        for joint in ORDER:
            parent, children = KINECT_V2.parents[joint], list(CHILDREN[joint])
            before = world[:, parent] if parent != joint else local[:, joint]
            if not children:
                world[:, joint] = before
                continue
            aims = measured[:, children] - reached[:, joint, None]
            if len(children) == 1:
                turn = _smallest_rotation(before @ offsets[children[0]], aims[:, 0])
                world[:, joint] = turn @ before
            else:
                world[:, joint] = _best_rotation(offsets[children], aims)
            local[:, joint] = np.swapaxes(before, 1, 2) @ world[:, joint]
            for child in children:
                reached[:, child] = reached[:, joint] + world[:, joint] @ offsets[child]
        errors = np.linalg.norm(reached - measured, axis=-1)
        return Pose(offsets, measured[:, ORDER[0]], local, errors)

    @cached_property
    def _offsets(self) -> _Floats:
        """The bones of the rest pose, (25, 3) metres."""
        offsets = np.zeros((KINECT_V2.size, 3))
        for children in CHILDREN:
            if len(children) > 1:
                offsets[list(children)] = self._branch(children)
            elif children:
                offsets[children[0]] = _DIRECTIONS[children[0]]
        for parent, child in KINECT_V2.bones:
            lengths = np.linalg.norm(self._positions[:, child] - self._positions[:, parent], axis=-1)
            offsets[child] *= max(float(np.median(lengths)), _SHORTEST_M)
        return offsets

    def _branch(self, children: tuple[int, ...]) -> _Floats:
        """Return the directions of several bones from one joint, as they usually lie to each other.

        The first bone and, across it, the last one (where there are three, from the third to the second) span
        a frame in each moment; the medians in it are turned to where that frame is in the rest pose.
        """
        parent = KINECT_V2.parents[children[0]]
        bones = self._positions[:, list(children)] - self._positions[:, parent, None]
        bones /= np.maximum(np.linalg.norm(bones, axis=-1, keepdims=True), 1e-9)
        across = bones[:, 1] - bones[:, 2] if len(children) > 2 else bones[:, 1]
        frames = _frame(bones[:, 0], across)
        usual = np.median(np.einsum("fij,fcj->fci", frames, bones), axis=0)
        first = np.array([_DIRECTIONS[children[0]]])
        rest = _frame(first, np.array([_LEFT if len(children) > 2 else _FORWARD]))[0]
        directions = usual @ rest
        norms = np.linalg.norm(directions, axis=-1, keepdims=True)
        named = np.array([_DIRECTIONS[child] for child in children])
        return np.where(norms > 1e-6, directions / np.maximum(norms, 1e-6), named)


def _frame(first: _Floats, across: _Floats) -> _Floats:
    """Return right-handed frames (F, 3, 3), rows: ``first``, then ``across`` at right angles to it."""
    across = across - first * (first * across).sum(axis=-1, keepdims=True)
    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-9)
    return np.stack([first, across, np.cross(first, across)], axis=1)


def _smallest_rotation(start: _Floats, end: _Floats) -> _Floats:
    """Return the smallest rotations (F, 3, 3) that turn vectors (F, 3) in the direction of others."""
    a = start / np.maximum(np.linalg.norm(start, axis=-1, keepdims=True), 1e-12)
    length = np.linalg.norm(end, axis=-1, keepdims=True)
    b = np.where(length > 1e-9, end / np.maximum(length, 1e-9), a)
    cosine = (a * b).sum(axis=-1)
    # Half a turn has no smallest rotation: about any axis at right angles.
    helper = np.eye(3)[np.abs(a).argmin(axis=-1)]
    any_axis = np.cross(a, helper)
    any_axis /= np.linalg.norm(any_axis, axis=-1, keepdims=True)
    half_turn = 2 * any_axis[:, :, None] * any_axis[:, None, :] - np.eye(3)
    k = _cross_matrix(np.cross(a, b))
    usual = np.eye(3) + k + k @ k / np.maximum(1 + cosine, 1e-9)[:, None, None]
    return np.where((cosine < -1 + 1e-9)[:, None, None], half_turn, usual)


def _cross_matrix(v: _Floats) -> _Floats:
    """Return the matrices (F, 3, 3) of the cross product with vectors (F, 3)."""
    zero = np.zeros(len(v))
    x, y, z = v.T
    return np.stack([np.stack(row, axis=-1) for row in ((zero, -z, y), (z, zero, -x), (-y, x, zero))], axis=1)


def _best_rotation(rest: _Floats, aims: _Floats) -> _Floats:
    """Return the rotations (F, 3, 3) that bring bones (C, 3) nearest to others (F, C, 3)."""
    u, _, v = np.linalg.svd(np.einsum("fci,cj->fij", aims, rest))
    u[:, :, 2] *= np.sign(np.linalg.det(u @ v))[:, None]
    found: _Floats = u @ v
    return found


def euler_zxy_deg(rotations: _Floats) -> _Floats:
    """Return angles (..., 3) in degrees about z, x and y: a rotation is Rz Rx Ry.

    Args:
        rotations: (..., 3, 3).
    """
    sine = np.clip(rotations[..., 2, 1], -1, 1)
    locked = np.abs(sine) > 1 - 1e-9  # y and z turn about one axis: all of it is z's
    z = np.where(
        locked,
        np.arctan2(rotations[..., 1, 0], rotations[..., 0, 0]),
        np.arctan2(-rotations[..., 0, 1], rotations[..., 1, 1]),
    )
    y = np.where(locked, 0.0, np.arctan2(-rotations[..., 2, 0], rotations[..., 2, 2]))
    angles: _Floats = np.degrees(np.stack([z, np.arcsin(sine), y], axis=-1))
    return angles

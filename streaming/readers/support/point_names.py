"""Spellings of body points beyond sensors' joints: of pose models, of motion capture, of animation.

``RHip``, ``LeftUpLeg``, ``thigh_l`` and ``mixamorig:RightForeArm`` each name a joint by where it begins.
"""

from __future__ import annotations

from collections.abc import Iterable

from streaming.readers.support.text import fold
from streaming.skeleton.body_points import POINTS
from streaming.skeleton.layouts import JointLayout

_SIDES = ("Left", "Right")
BODY_POINTS = JointLayout(name="body points", joints=POINTS, parents=(0,) * len(POINTS))
"""All known points, as a layout without bones."""
_OF_THE_MIDDLE = {
    "SpineBase": (
        "hips",
        "hip",
        "pelvis",
        "midhip",
        "midhips",
        "hipcenter",
        "hipscenter",
        "centerhip",
        "root",
    ),
    "SpineMid": ("spine", "torso", "spinenavel", "spinenaval", "abdomen", "spine1", "midspine", "t12"),
    "Chest": ("chest", "spine2", "spine3", "spinechest", "t8"),
    "SpineShoulder": ("shouldercenter", "upperchest", "thorax", "c7"),
    "MidShoulders": ("midshoulder", "shouldermid"),
    "HeadTop": ("headend", "headsite", "headendsite", "vertex", "tophead", "topofhead"),
    "Neck": ("neck1",),
}
_OF_A_SIDE = {
    "Clavicle": ("collar", "collarbone"),
    "Shoulder": ("upperarm", "uparm"),
    "Elbow": ("forearm", "lowerarm", "loarm"),
    "Hand": ("palm",),
    "HandTip": ("fingertip", "fingers", "middlefinger", "handend", "handsite"),
    "Index": ("indexfinger",),
    "Pinky": ("littlefinger", "pinkyfinger"),
    "Hip": ("thigh", "upleg", "upperleg"),
    "Knee": ("shin", "calf", "lowerleg", "loleg"),
    "Foot": ("toebase", "toe", "toes", "ball"),
    "BigToe": ("footindex",),
    "SmallToe": ("littletoe",),
}
# Whose names animation puts before its joints: mixamorig:Hips, Bip01 L Thigh, Character1_Hips.
_OWNERS = ("mixamorig", "bip01", "bip001", "character1", "skeleton", "body", "def", "jnt")


def _spellings(name: str, side: str) -> list[str]:
    if not side:
        return [name]
    side = side.lower()
    return [f"{name}{side}", f"{side}{name}", f"{name}{side[0]}", f"{side[0]}{name}"]


def _all() -> dict[str, int]:
    found: dict[str, int] = {}
    for index, point in enumerate(POINTS):
        side = next((side for side in _SIDES if point.endswith(side)), "")
        name = point.removesuffix(side)
        others = _OF_A_SIDE.get(name, ()) if side else _OF_THE_MIDDLE.get(name, ())
        for spelling in (fold(name), *others):
            for each in _spellings(spelling, side):
                found.setdefault(each, index)
    return found


POINT_INDICES = _all()
"""Index in :data:`POINTS` by folded name, in all spellings."""


def points_of_skeleton(names: Iterable[str]) -> dict[str, str]:
    """Return the points at which the joints of an animated skeleton are.

    Bones are called after the limb that begins at their joint: where there is a ``LeftArm``, that is the
    shoulder and ``LeftShoulder`` the clavicle; ``LeftLeg`` beside ``LeftUpLeg`` is the knee; and a
    ``LeftFoot`` without an ankle is the ankle.

    Args:
        names: the joints' names, raw.

    Returns:
        The point of each name that is known.
    """
    folded = {name: _without_owner(fold(name.rpartition(":")[2])) for name in names}
    at = {plain: name for name, plain in folded.items()}
    found: dict[str, str] = {}
    for name, plain in folded.items():
        if plain in POINT_INDICES:
            found.setdefault(POINTS[POINT_INDICES[plain]], name)
    for side in _SIDES:

        def named(part: str, side: str = side) -> str | None:
            return next((at[each] for each in _spellings(part, side) if each in at), None)

        arm, leg, foot = named("arm"), named("leg"), named("foot")
        upper = named("upperarm") or named("uparm") or arm
        clavicle = named("shoulder")
        if upper is not None:
            found[f"Shoulder{side}"] = upper
            if clavicle is not None:
                found[f"Clavicle{side}"] = clavicle
        if leg is not None and f"Knee{side}" not in found:
            found[f"Knee{side}"] = leg
        if foot is not None and named("ankle") is None:
            found[f"Ankle{side}"] = foot
            toe = next((named(each) for each in ("toebase", "toe", "toes", "ball") if named(each)), None)
            found.pop(f"Foot{side}", None)
            if toe is not None:
                found[f"Foot{side}"] = toe
    return {name: point for point, name in found.items()}


def _without_owner(folded: str) -> str:
    for owner in _OWNERS:
        rest = folded.removeprefix(owner)
        if rest != folded and rest in POINT_INDICES:
            return rest
        if (
            rest != folded
            and rest.lstrip("0123456789")
            and any(rest in _spellings(part, side) for part in ("arm", "leg") for side in _SIDES)
        ):
            return rest
    return folded

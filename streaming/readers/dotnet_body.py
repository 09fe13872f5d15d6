"""JSON and JSON lines of Kinect SDK 2's ``Body`` or SDK 1's ``Skeleton``, as serialised by .NET programs.

The format is not standardised: it is the serialisation of the SDK's classes, or of similar classes. So this
reader accepts the common subset of many dialects. A body has ``Joints``, an object by joint name or a list of
objects with a ``JointType`` (a name, or a number in the SDK's order); a joint has a ``Position`` with X, Y, Z
in metres, in Kinect camera space, and perhaps a ``TrackingState`` (a number or a name). Bodies come one by
one, or in frames (objects with ``Bodies``, or lists), with a time stamp on either. Names may be in any case.
What is unknown may be null or "NaN".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from streaming.printable import counted
from streaming.readers import azure
from streaming.readers.support.collect import DEFAULT_RATE_HZ, FrameCollector
from streaming.readers.support.head import Head
from streaming.readers.support.joint_names import FEWEST_JOINTS, derived, indices, layout_of
from streaming.readers.support.joint_states import (
    HANDS,
    ReadState,
    confidence_level,
    is_hand_state,
    tracking_state,
)
from streaming.readers.support.json_file import JsonFile
from streaming.readers.support.json_members import Members
from streaming.readers.support.json_node import Node, kind, name_for_message
from streaming.readers.support.sensor_space import SensorSpace
from streaming.readers.support.text import fold
from streaming.readers.support.time_stamps import Clock
from streaming.skeleton.frames import Recording, TrackingState
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V1, KINECT_V2, JointLayout

FORMAT = ".NET Body JSON"
# Lists of frames that may be longer than memory should hold at once.
_FRAME_LISTS = frozenset({"frames", "bodyframes", "recording", "data"})
# Folded names of an object's members, the first that is there counts.
_BODIES = ("bodies", "skeletons")
_JOINTS = ("joints", "joint")
_POSITION = ("position", "location", "cameraspacepoint", "cameraposition")
_STATE = ("trackingstate", "state")
_LEVEL = ("confidence", "confidencelevel")
_TYPE = ("jointtype", "key", "name", "type")
_IDENTITY = ("trackingid", "bodyid", "id", "bodyindex", "index")
_NUMBER = ("framenumber", "frameindex", "frameid", "frame")
_LARGEST_ID, _LARGEST_NUMBER = 2**64 - 1, 2**53
_AXES = ("x", "y", "z")


def recognises(head: Head) -> bool:
    """Whether it is JSON with the SDK's names of joints."""
    if not head.is_text or head.lines[0][:1] not in (b"{", b"["):
        return False
    text = head.start.lower()
    named = b'"jointtype"' in text or any(
        name in text for name in (b'"spinebase"', b'"hipcenter"', b'"pelvis"')
    )
    return named and b'"camerax"' not in text and not azure.recognises(head)


def read(path: Path) -> Recording:
    """Read bodies that a .NET program wrote as JSON.

    Raises:
        RecordingError: the file is damaged or of another shape; the message names the place.
    """
    path = Path(path)
    bodies = _Bodies(path)
    with JsonFile(path, _FRAME_LISTS) as file:
        for piece in file:
            if not piece.had_lists:
                bodies.take(piece.node)
    return bodies.recording()


class _Bodies:
    """Collector of frames or single bodies."""

    def __init__(self, path: Path) -> None:
        self._collector = FrameCollector(path)
        self._clock = Clock()
        self._has_stamps: bool | None = None  # the first frame decides
        self._frames = 0
        self._identities: set[int] = set()
        self._spaces: dict[str, SensorSpace] = {}  # by the layouts' names
        self._has_states = False

    def take(self, node: Node) -> None:
        """Add an element of the file: a frame, or one body."""
        if isinstance(node.value, list):
            self._frame(node, None)
            return
        members = Members(node)
        bodies = members.first(_BODIES)
        if bodies is not None:
            self._frame(bodies, members)
        elif (joints := members.first(_JOINTS) or _named_joints(node, members)) is not None:
            if _is_tracked(members):
                identity = _identity(members, 1)
                self._begin(node, members, identity)
                self._body(identity, joints)
        else:
            node.fail('neither "Joints" nor "Bodies"', "a body or a frame")

    def recording(self) -> Recording:
        """Assemble the recording.

        Raises:
            RecordingError: it is empty.
        """
        notes: list[str] = []
        per_s, origin = DEFAULT_RATE_HZ, 0.0
        if self._has_stamps and len(self._collector.stamps):
            per_s, origin, notes = self._clock.settle(self._collector.stamps)
        elif self._frames:
            notes.append(f"There are no time stamps: {DEFAULT_RATE_HZ:g} frames per second are assumed.")
        if not self._has_states:
            notes.append("There are no tracking states: every joint with a position counts as tracked.")
        spaces = list(self._spaces.values())
        notes += [note for space in spaces if (note := derived(space.layout)) is not None]
        found = self._collector.recording(FORMAT, stamps_per_s=per_s, origin=origin, notes=notes)
        return spaces[0].settled(found) if len(spaces) == 1 else found

    def _frame(self, bodies: Node, members: Members | None) -> None:
        """Add a frame of bodies."""
        several = [(index, Members(body)) for index, body in enumerate(bodies.elements()) if body.value]
        nodes = bodies.elements()
        if members is None or members.stamp() is None:  # perhaps the bodies have the time
            members = next((body for _, body in several if body.stamp()), members)
        self._begin(bodies, members, None)
        for index, body in several:
            joints = body.first(_JOINTS) or _named_joints(nodes[index], body)
            if joints is None:
                nodes[index].fail('no "Joints"', "a body")
            if _is_tracked(body):
                self._body(_identity(body, index + 1), joints)

    def _begin(self, node: Node, members: Members | None, identity: int | None) -> None:
        """Start a frame; for a single body only if it does not belong to the last one."""
        stamp = members.stamp() if members is not None else None
        number = members.first(_NUMBER) if members is not None else None
        if self._has_stamps is None:
            self._has_stamps = stamp is not None
        whole = None if number is None else number.whole(0, _LARGEST_NUMBER)
        if not self._has_stamps:
            self._begin_unstamped(whole, identity)
            return
        if stamp is None:
            node.fail("no time stamp", "one, as in the frames before")
        member, unit = stamp
        value = self._clock.value(_text(member), unit)
        if value is None:
            member.fail(f"time stamp {kind(member.value)}", "a number, date or time, as in the frames before")
        if identity is None:
            self._collector.frame(value, whole)
        else:
            self._collector.row(value, whole, identity)

    def _begin_unstamped(self, number: int | None, identity: int | None) -> None:
        """Start a frame at its number, or after the last one."""
        if number is None and identity is not None and self._frames and identity not in self._identities:
            self._identities.add(identity)
            return
        stamp = self._frames if number is None else number
        if identity is None or number is None:
            self._collector.frame(stamp, number)
        else:
            self._collector.row(stamp, number, identity)
        self._frames += 1
        self._identities = set() if identity is None else {identity}

    def _body(self, identity: int, joints: Node) -> None:
        """Add one body."""
        named, layout = _by_index(joints)
        positions = np.full((layout.size, 3), np.nan)
        states = np.full(layout.size, TrackingState.NOT_TRACKED, dtype=np.uint8)
        for index, joint in named.items():
            if isinstance(joint.value, list):
                positions[index], states[index] = joint.vector(), TrackingState.TRACKED
                continue
            members = Members(joint)
            positions[index] = _vector(members.first(_POSITION) or joint)
            state = members.first(_STATE)
            if state is not None and layout.joints[index] in HANDS and is_hand_state(_text(state)):
                state = None  # of the hand, open or closed, not of the joint
            read = tracking_state
            if state is None and layout is AZURE_KINECT:
                state, read = members.first(_LEVEL), confidence_level
            states[index] = TrackingState.TRACKED if state is None else _state(state, read)
            self._has_states |= state is not None
        space = self._spaces.setdefault(layout.name, SensorSpace(layout))
        self._collector.body(identity, *space.body(positions, states, joints))


def _by_index(joints: Node) -> tuple[dict[int, Node], JointLayout]:
    """Return a body's joints by index, and in which layout."""
    if isinstance(joints.value, dict):
        named = {fold(name): joint for name, joint in joints.named() if joint.value is not None}
    else:
        named = {}
        elements = joints.elements()
        for position, element in enumerate(elements):
            members = Members(element)
            of = members.first(_TYPE)
            name = fold(_text(of)) if of is not None else str(position)
            if name in named:
                element.fail(f"joint {name_for_message(name)} twice")
            named[name] = members.first(("value",)) or element
    layout = layout_of(set(named))
    if layout is None:  # numbers, in the order of the SDK
        sizes = {of.size: of for of in (KINECT_V1, AZURE_KINECT)}
        layout = sizes.get(len(named), KINECT_V2)
        table = {str(index): index for index in range(layout.size)}
    else:
        table = indices(layout)
    found = {table[name]: joint for name, joint in named.items() if name in table}
    if len(found) < FEWEST_JOINTS:
        joints.fail(
            f"{counted(len(found), 'joint')} of {layout.name}",
            f"{layout.size}, at least {FEWEST_JOINTS}, such as {layout.joints[0]}",
        )
    return found, layout


def _named_joints(node: Node, members: Members) -> Node | None:
    """Return the body itself if its members are joints."""
    layout = layout_of(members.names())
    return node if layout is not None and len(members.names() & indices(layout).keys()) > 2 else None


def _vector(position: Node) -> tuple[float, float, float]:
    """Read X, Y and Z in any case, or a list of three."""
    if isinstance(position.value, list):
        return position.vector()
    members = Members(position)
    found = [members.first((axis,)) for axis in _AXES]
    if all(axis is None for axis in found) and len(position.members()) < len(_AXES):
        position.fail("no X, Y and Z")
    x, y, z = (np.nan if axis is None else axis.coordinate() for axis in found)
    return x, y, z


def _state(node: Node, read: ReadState) -> TrackingState:
    """Read a joint's tracking state."""
    state = read(_text(node))
    if state is None:
        node.fail(f"tracking state {kind(node.value)}", "NotTracked, Inferred or Tracked, or 0, 1 or 2")
    return state


def _is_tracked(members: Members) -> bool:
    """Whether the body is tracked; defaults to true."""
    tracked, state = members.first(("istracked", "tracked")), members.first(_STATE)
    if tracked is not None and not tracked.value:
        return False
    return state is None or tracking_state(_text(state)) is not TrackingState.NOT_TRACKED


def _identity(members: Members, otherwise: int) -> int:
    """Return the body's number."""
    node = members.first(_IDENTITY)
    return otherwise if node is None else node.whole(0, _LARGEST_ID)


def _text(node: Node) -> str:
    """Return a text or number as text, "" for anything else."""
    value: Any = node.value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return value if isinstance(value, str) else repr(value)

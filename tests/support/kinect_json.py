"""Small JSON recordings in the shapes that Azure Kinect's, Kinectron's and .NET programs write."""

from __future__ import annotations

from typing import Any

import numpy as np

from streaming.skeleton.frames import Body
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V2

AZURE_NAMES = [
    *("PELVIS", "SPINE_NAVEL", "SPINE_CHEST", "NECK"),
    *(
        "CLAVICLE_LEFT",
        "SHOULDER_LEFT",
        "ELBOW_LEFT",
        "WRIST_LEFT",
        "HAND_LEFT",
        "HANDTIP_LEFT",
        "THUMB_LEFT",
    ),
    *("CLAVICLE_RIGHT", "SHOULDER_RIGHT", "ELBOW_RIGHT", "WRIST_RIGHT"),
    *("HAND_RIGHT", "HANDTIP_RIGHT", "THUMB_RIGHT"),
    *("HIP_LEFT", "KNEE_LEFT", "ANKLE_LEFT", "FOOT_LEFT"),
    *("HIP_RIGHT", "KNEE_RIGHT", "ANKLE_RIGHT", "FOOT_RIGHT"),
    *("HEAD", "NOSE", "EYE_LEFT", "EAR_LEFT", "EYE_RIGHT", "EAR_RIGHT"),
]
# What an Azure Kinect 2 m in front of a standing person reports, in mm: image right is the person's left.
AZURE_STANDING = {
    **{"Pelvis": (0, 200, 2000), "SpineNavel": (0, 20, 2000), "SpineChest": (0, -120, 2010)},
    **{"Neck": (0, -340, 2020), "Head": (0, -440, 2000), "Nose": (0, -450, 1850)},
    **{"ClavicleLeft": (40, -300, 2020), "ShoulderLeft": (180, -290, 2020), "ElbowLeft": (220, -20, 2030)},
    **{"WristLeft": (230, 200, 1990), "HandLeft": (230, 280, 1980), "HandTipLeft": (230, 360, 1970)},
    **{"ThumbLeft": (200, 290, 1950), "HipLeft": (90, 200, 2000), "KneeLeft": (95, 600, 1990)},
    **{"AnkleLeft": (100, 980, 2010), "FootLeft": (110, 1020, 1880)},
    **{"EyeLeft": (30, -480, 1880), "EarLeft": (80, -450, 1960)},
}


def azure_standing() -> np.ndarray:
    """(32, 3) millimetres as an Azure Kinect reports somebody who faces it."""
    positions = []
    for name in AZURE_KINECT.joints:
        x, y, z = AZURE_STANDING[name.replace("Right", "Left")]
        positions.append((-x if name.endswith("Right") else x, y, z))
    return np.array(positions, dtype=float)


def azure_body(identity: int = 1, positions: np.ndarray | None = None, **more: Any) -> dict[str, Any]:
    """A body of an Azure Kinect frame."""
    positions = azure_standing() if positions is None else positions
    return {
        "body_id": identity,
        "joint_orientations": [[1.0, 0.0, 0.0, 0.0]] * 32,
        "joint_positions": positions.tolist(),
        **more,
    }


def azure_file(frames: list[list[dict[str, Any]]], start_usec: int = 533_333) -> dict[str, Any]:
    """A whole file of these frames of bodies, its members in the order of the program that writes it."""
    return {
        "bone_list": [["SPINE_CHEST", "SPINE_NAVEL"]],
        "frames": [
            {
                "bodies": bodies,
                "frame_id": i,
                "num_bodies": len(bodies),
                "timestamp_usec": start_usec + round(i * 1e6 / 30),
            }
            for i, bodies in enumerate(frames)
        ],
        "joint_names": AZURE_NAMES,
        "k4abt_sdk_version": "1.1.0",
        "source_file": "person.mkv",
    }


def kinectron_body(body: Body, time_ms: float, **more: Any) -> dict[str, Any]:
    """An element of Kinectron's list: one body at one time."""
    joints = [
        {
            **{"depthX": 0.5, "depthY": 0.5, "colorX": 0.5, "colorY": 0.5},
            **{"cameraX": float(x), "cameraY": float(y), "cameraZ": float(z)},
            **{"orientationX": 0, "orientationY": 0, "orientationZ": 0, "orientationW": 0},
        }
        for x, y, z in body.positions
    ]
    return {
        "bodyIndex": 0,
        "tracked": True,
        "trackingId": str(body.identity),
        "leftHandState": 1,
        "rightHandState": 1,
        "joints": joints,
        "record_startime": 1518026639637,
        "record_timestamp": time_ms,
        **more,
    }


def dotnet_body(body: Body, *, state_names: bool = False, **more: Any) -> dict[str, Any]:
    """What a serialiser makes of Kinect SDK 2's Body."""
    names = ("NotTracked", "Inferred", "Tracked")
    joints = {
        name: {
            "JointType": index,
            "Position": dict(zip("XYZ", map(float, body.positions[index]), strict=True)),
            "TrackingState": names[body.states[index]] if state_names else int(body.states[index]),
        }
        for index, name in enumerate(KINECT_V2.joints)
    }
    return {
        "ClippedEdges": 0,
        "HandLeftState": 0,
        "IsTracked": True,
        "JointOrientations": {"SpineBase": {"JointType": 0, "Orientation": {"X": 0, "Y": 0, "Z": 0, "W": 0}}},
        "Joints": joints,
        "TrackingId": body.identity,
        **more,
    }

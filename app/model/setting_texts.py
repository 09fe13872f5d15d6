"""Texts of the settings: groups, names, choices and tips. In English; see :func:`app.model.language.tr`."""

from __future__ import annotations

from app.model.language import later

COLUMNS: tuple[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], ...] = (
    (
        (
            later("Camera"),
            (
                ("camera", later("Camera")),
                ("size", later("Image size")),
                ("rate_hz", later("Images per second")),
                ("fov_deg", later("Field of view")),
                ("mirror", later("Show as a mirror")),
            ),
        ),
        (
            later("Pose estimation"),
            (
                ("pose", later("Pose model")),
                ("pose_model", later("Own pose model")),
                ("people", later("People to follow")),
                ("smoothing", later("Smooth joints")),
            ),
        ),
        (
            later("Events for other programs"),
            (("send", later("Send to")), ("send_include", later("Also send"))),
        ),
    ),
    (
        (
            later("Recognition"),
            (
                ("model", later("Model")),
                ("threshold", later("Threshold")),
                ("window_s", later("Time span")),
            ),
        ),
        (
            later("Appearance"),
            (
                ("theme", later("Theme")),
                ("language", later("Language")),
                ("arrangement", later("Camera and video")),
                ("colouring", later("Skeleton colours")),
                ("trail", later("Trails")),
            ),
        ),
        (
            later("Recordings"),
            (("recordings", later("Folder")), ("with_images", later("Save images, too"))),
        ),
        (later("Keyboard"), (("character_keys", later("Single-key shortcuts")),)),
    ),
)
"""Groups of settings by column: the title of each, and its settings with what they are called."""

WORDS: dict[str, dict[object, str]] = {
    "theme": {"auto": later("As the system"), "light": later("Light"), "dark": later("Dark")},
    "pose": {
        "lite": later("Lite, the fastest"),
        "full": later("Full"),
        "heavy": later("Heavy, the most exact"),
    },
    "language": {"auto": later("As the system"), "de": "Deutsch", "en": "English"},
    "window_s": {0.0: later("As the model was trained")},
    "threshold": {0.0: later("As the model was trained")},
    "colouring": {
        "sides": later("Left and right"),
        "tracking": later("How sure the sensor is"),
        "attention": later("Attention"),
    },
    "arrangement": {
        "video": later("Image with the pose"),
        "skeleton": later("Skeleton in the room"),
        "both": later("Both"),
    },
    "model": {
        "": later("Everyday actions"),
        "everyday-mans-today": later("Everyday actions, earlier"),
        "ut-kinect-mans9": later("Ten actions of UT-Kinect"),
    },
}
"""Choices; bundled models by their names, the usual one by none."""

PLACEHOLDERS = {
    "pose_model": later("downloaded"),
    "recordings": later("among your documents"),
    "send": later("nobody"),
    "send_include": later("actions alone"),
}

UNITS = {"window_s": later(" s"), "rate_hz": "", "fov_deg": later(" degrees")}

TIPS = {
    "camera": later(
        "Its number, 0 for the first, a part of its name, or its address in the network (rtsp://…). A video "
        "file plays as if it were one."
    ),
    "size": later("Images to ask the camera for. Larger ones help only with people far away, and cost time."),
    "rate_hz": later("Images per second to ask for. 30 is right for nearly every action."),
    "fov_deg": later(
        "Angle that the camera sees along the long side of its image: about 60 degrees for webcams, 90 and "
        "more for wide-angle ones. Distances of people depend on it; actions hardly do."
    ),
    "pose": later(
        "MediaPipe's model that finds the joints. Full and heavy are steadier on difficult poses "
        "and take longer. Each is downloaded once."
    ),
    "pose_model": later("A pose_landmarker .task file of your own, in place of a download. Empty for none."),
    "people": later(
        "How many people to follow at once. Each one costs another run of the pose model per image."
    ),
    "smoothing": later(
        "Steadies trembling joints; fast movements are delayed by about 10 ms, slow ones by 40 ms."
    ),
    "model": later(
        "The trained model that recognises actions: one that came with the program, or a file of your own."
    ),
    "threshold": later(
        "An action is announced once its probability has reached this. Higher: fewer false answers, more "
        "that are missed. Custom actions have thresholds of their own."
    ),
    "window_s": later(
        "How many seconds the network looks back. Shorter answers sooner, longer is surer. The model "
        "was trained for about its own length."
    ),
    "theme": later("Colours of the window."),
    "language": later("Language of the window, from the next start on."),
    "arrangement": later("What is shown of a camera or a video: video (1), skeleton (2) or both (3)."),
    "colouring": later(
        "What the colours of the skeleton in the room tell (C): left and right, how sure the "
        "sensor is, or how much attention the network gives."
    ),
    "mirror": later("Show a camera as a mirror would. Only what is shown changes, never what is recognised."),
    "trail": later("Hands and feet leave a trail of the last second in the room."),
    "recordings": later("Folder for recordings and pictures. Empty for one among your documents."),
    "send": later(
        "Addresses such as osc://127.0.0.1:9000 or ws://127.0.0.1:8765, several separated by semicolons. "
        "Empty to send nothing."
    ),
    "send_include": later(
        "What to send with every frame or prediction, too: joints, scores, attention, progress."
    ),
    "with_images": later("Record the camera's images with the skeletons: about 15 MB a minute and more."),
    "character_keys": later(
        "Letters, digits and signs alone are shortcuts, such as H and 1. Turn this off if you dictate, or "
        "often strike a wrong key: menus, and keys with Ctrl, do the same."
    ),
}

"""Everyday vocabulary: mapping of each data set's labels to common actions.

Two targets are not actions: :data:`OTHER` labels are trained as "no action", so that the network learns to
reject movements outside the vocabulary. :data:`UNUSED` labels are ignored: they lie between two actions, or
between an action and none ("walk in place as fast as you can" is neither walking nor running in place).

A name describes what a skeleton shows, consistently across data sets. Picking something up, touching the
toes and MSR-Action3D's "bend" are one movement, "bend down"; a "bow" leaves the hands beside the hips. One
fist that goes forward cannot be told from one hand that pushes: "push or punch". A "catch" is an arm raised
forwards in one data set and sideways in another, so it is ignored.

Actions have no side: either hand may wave, either foot kick. The exception is a pair of mirror images:
``swipe left`` is a hand moving to the person's own left.
"""

from __future__ import annotations

from mans.datasets import find_data_set
from mans.datasets.videos import LABELS as VIDEO_LABELS
from mans.evaluation.doc_pages import markdown_table
from streaming.errors import DataSetError

OTHER = "(other movement)"
UNUSED = "(left out)"
SIT_STILL = "sit still"

TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "ut-kinect": {
        "walk": ("walk", "carry"),  # what is carried is not in a skeleton
        "sit down": ("sit down",),
        "stand up": ("stand up",),
        "bend down": ("pick up",),
        "throw": ("throw",),
        "push or punch": ("push",),
        "pull": ("pull",),
        "wave both hands": ("wave hands",),
        "clap": ("clap hands",),
    },
    "utd-mhad": {
        "swipe left": ("swipe left",),
        "swipe right": ("swipe right",),
        "wave one hand": ("wave",),
        "clap": ("clap",),
        "throw": ("throw",),
        "draw circle": ("draw circle clockwise", "draw circle counter-clockwise"),
        "boxing": ("boxing",),
        "tennis swing": ("tennis swing",),
        "tennis serve": ("tennis serve",),
        "push or punch": ("push",),
        "run in place": ("jog in place",),
        "walk in place": ("walk in place",),
        "stand up": ("sit to stand",),
        "sit down": ("stand to sit",),
        "lunge": ("lunge",),
        "squat": ("squat",),
        OTHER: ("arm cross", "draw x", "draw triangle", "bowling", "arm curl", "knock"),
        UNUSED: ("basketball shoot", "baseball swing", "pick up and throw", "catch"),
    },
    "nw-ucla": {
        "bend down": ("pick up with one hand", "pick up with two hands"),
        "walk": ("walk around", "carry"),
        "sit down": ("sit down",),
        "stand up": ("stand up",),
        "throw": ("throw",),
        OTHER: ("donning", "doffing"),
        UNUSED: ("drop trash",),
    },
    "msr-action3d": {
        "wave one hand": ("high arm wave",),
        "wave both hands": ("two hand wave",),
        "clap": ("hand clap",),
        "throw": ("high throw",),
        "push or punch": ("forward punch",),
        "draw circle": ("draw circle",),
        "bend down": ("bend",),
        "kick": ("forward kick", "side kick"),
        "run in place": ("jogging",),
        "tennis swing": ("tennis swing",),
        "tennis serve": ("tennis serve",),
        OTHER: ("hammer", "draw x", "draw tick", "golf swing"),
        UNUSED: ("horizontal arm wave", "pick up and throw", "hand catch", "side boxing"),
    },
    "kinder-gator": {
        "raise one arm": (
            *("raise your hand", "raise your other hand"),
            *("raise your arm to one side", "raise your arm to the other side"),
        ),
        "wave one hand": ("wave your hand", "wave your other hand"),
        "bow": ("bow",),
        "bend down": ("touch your toes",),
        "lunge": ("do a forward lunge",),
        "walk in place": ("walk in place",),
        "run in place": ("run in place", "run in place as fast as you can"),
        "jump": ("jump", "jump as high as you can"),
        "jumping jack": ("do two jumping jacks",),
        "point": ("point at the camera",),
        "draw circle": ("draw a circle",),
        "kick": (
            *("kick a ball", "kick a ball as far as you can", "kick a ball with the other leg"),
            "kick a ball as far as you can with the other leg",
        ),
        "throw": (
            *("throw a ball", "throw a ball as far as you can", "throw a ball with your other arm"),
            "throw a ball as far as you can with the other arm",
        ),
        "boxing": ("punch",),
        OTHER: (
            "put your hands on your hips and lean to the side",
            "put your hands on your hips and lean to the other side",
            *("put your hands on your hips and twist", "signal someone to come here"),
            *("draw a square", "draw a triangle", "draw the letter a", "draw the letter k"),
            *("draw the letter m", "draw the letter x", "make the letter m", "make the letter c"),
            *("make the letter a", "make the letter k", "make the letter p", "swim"),
            *("climb and imaginary ladder",),
        ),
        UNUSED: (
            *("bend your knee while raising your leg", "bend your other knee while raising your leg"),
            *("lift your leg to one side", "lift your leg to the other side"),
            *("walk in place as fast as you can", "signal someone to stop", "draw the letter c"),
            *("push an imaginary button in front of you", "fly like a bird", "fly like an airplane"),
            *("make the letter y", "make the letter t", "make the letter x"),
            # Under either name some people go to their left and some to their right.
            "swipe across an imaginary screen in front of you from right to left",
            "swipe across an imaginary screen in front of you from left to right",
        ),
    },
    "msrc-12": {
        "raise both arms": ("lift outstretched arms",),
        "squat": ("duck",),
        "swipe right": ("push right",),
        "bow": ("bow",),
        "throw": ("throw",),
        "kick": ("kick",),
        OTHER: ("goggles", "wind it up", "shoot", "had enough", "change weapon"),
        UNUSED: ("beat both",),
    },
    # People on a sofa and before it. What they do sitting, and what they do with their hands for long, the
    # others have no name for.
    "msr-dailyactivity3d": {
        "drink or eat": ("drink", "eat"),
        "phone call": ("call cellphone",),
        "write or type": ("write on paper", "use laptop"),
        "raise both arms": ("cheer up",),
        SIT_STILL: ("sit still",),  # half of them stand: those are at rest
        "lie down": ("lie down on sofa",),
        "walk": ("walk",),
        "stand up": ("stand up",),
        "sit down": ("sit down",),
        OTHER: ("read book", "use vacuum cleaner", "play game", "play guitar"),
        UNUSED: ("toss paper",),
    },
    "isl-sign": {
        "wave one hand": ("bye",),
        "point": ("you",),
        OTHER: (
            *("afternoon", "baby", "big", "born", "calendar", "child", "cloud", "come", "daily", "dance"),
            *("dark", "day", "enjoy", "go", "hello", "home", "love", "my", "name", "no", "rain", "sorry"),
            *("strong", "study", "thankyou", "welcome", "wind", "yes"),
        ),
    },
    "gtu-action3d": {
        "wave one hand": ("wave with the right hand", "wave with the left hand"),
        "squat": ("squat",),
        "sit down": ("sit down and stand up",),  # samples.py divides it
        "clap": ("clap while seated",),
        "bow": ("bow",),
        "walk": ("walk",),
        OTHER: ("move the neck", "stretch the waist sideways"),
        UNUSED: (
            *("open and close the arms", "step to one side", "steps sideways"),
            *("bend the right leg", "bend the left leg"),
        ),
    },
    "kinectmultitrack": {"walk": ("walk",), OTHER: ("stand",)},
    # Motion capture of actors, CC BY-NC: what is made of it must not be sold.
    "bandai-namco": {
        "raise one arm": ("raise-up-left-hand", "raise-up-right-hand", "respond"),
        "raise both arms": ("raise-up-both-hands",),
        "wave one hand": ("bye", "wave-left-hand", "wave-right-hand"),
        "wave both hands": ("byebye", "wave-both-hands"),
        "walk": ("walk", "walk-turn-left", "walk-turn-right"),
        "bow": ("bow",),
        "kick": ("kick",),
        "push or punch": ("punch",),
        OTHER: ("guide", "dance-short", "slash"),
        UNUSED: ("call", "run", "dash", "walk-back", "walk-left", "walk-right"),
    },
    "cmu-mocap": {
        "walk": ("walk",),
        "jump": ("jump",),
        "jumping jack": ("jumping jack",),
        "boxing": ("punch",),
        "kick": ("kick",),
        "squat": ("squat",),
        "raise both arms": ("raise both arms",),
        "drink or eat": ("drink",),
        "clap": ("clap",),
        "throw": ("throw",),
        OTHER: ("other",),
        UNUSED: ("run in place/run",),
    },
    # People seated close to a webcam, hips out of the picture: acted words and signs.
    "webcam-words": {
        "drink or eat": ("drink", "eat"),
        OTHER: (
            *("climb", "cry", "fall", "give", "jump", "kick", "look", "run", "sit", "sleep", "wait", "walk"),
            "wash",
        ),
        UNUSED: ("push",),
    },
    "webcam-signs": {
        OTHER: ("a", "is", "j", "my", "name", "nice", "thank you", "to meet", "you", "z"),
        UNUSED: ("bye", "hello"),
    },
    # For tests only, never trained on: what is seen in a clip is said in everyday words already.
    "videos-everyday": {
        **{label: (label,) for label in VIDEO_LABELS if label not in ("other", "none", "run")},
        "run in place": ("run in place", "run"),
        OTHER: ("other", "none"),
    },
    # And motion capture in place of a Kinect.
    "hdm05-11": {
        "squat": ("squat",),
        "kick": ("kick left front",),
        "throw": ("throw basketball",),
        OTHER: ("elbow to knee", "rotate arms both backward"),
        UNUSED: (
            *("deposit floor right", "grab high right", "hop both legs", "jog left circle"),
            *("lie down floor", "sneak"),
        ),
    },
}
"""Labels by data set and action."""

TRAINED_ON = (
    *("ut-kinect", "utd-mhad", "nw-ucla", "msr-action3d", "kinder-gator", "msrc-12", "msr-dailyactivity3d"),
    *("isl-sign", "gtu-action3d", "kinectmultitrack", "cmu-mocap", "webcam-words", "webcam-signs"),
)
"""Training data sets; none of them forbids commercial use."""

ACTIONS = tuple(
    dict.fromkeys(action for name in TRAINED_ON for action in TABLE[name] if action not in (OTHER, UNUSED))
)
"""(C,) the actions, in the order in which the table names them."""

_MIRROR = {"swipe left": "swipe right", "swipe right": "swipe left"}

UPPER_BODY = frozenset(
    {
        *("wave one hand", "wave both hands", "clap", "raise one arm", "raise both arms", "swipe left"),
        *("swipe right", "draw circle", "point", "push or punch", "pull", "boxing", "throw", "tennis swing"),
        *("tennis serve", "drink or eat", "phone call", "write or type", SIT_STILL),
    }
)
"""Actions recognisable without visible hips and legs."""

LEG_ACTIONS = tuple(action for action in ACTIONS if action not in UPPER_BODY)
"""Actions that require tracked legs."""


def mirrored(action: str) -> str:
    """Return the label of an action's mirror image."""
    return _MIRROR.get(action, action)


def action_of(data_set: str, label: str) -> str:
    """Return the action of a data set's label, or :data:`OTHER` or :data:`UNUSED`.

    Raises:
        DataSetError: the data set or the label is unknown.
    """
    for action, labels in TABLE.get(data_set, {}).items():
        if label in labels:
            return action
    raise DataSetError(
        f"label {label!r} of {data_set} is not in the everyday vocabulary",
        expected="each label of the data set once in mans/everyday/vocabulary.py",
    )


def vocabulary_markdown() -> str:
    """Return the mapping as Markdown, one row per action and one column per data set."""
    titles = [find_data_set(name).title for name in TRAINED_ON]
    return markdown_table(
        ("action", *titles),
        (
            (action, *(", ".join(TABLE[name].get(action, ())) for name in TRAINED_ON))
            for action in (*ACTIONS, OTHER, UNUSED)
        ),
    )


def shared_actions(name: str) -> frozenset[str]:
    """Return the actions that a data set shares with other training data sets."""
    others = {action for other in TRAINED_ON if other != name for action in TABLE[other]}
    return frozenset(others & TABLE[name].keys() - {OTHER, UNUSED})

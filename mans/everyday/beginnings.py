"""Actions that begin as another one does, and the name for both while it is not clear which.

Somebody who waves raises the arm first. As long as an answer is provisional, "raise one arm" therefore cannot
be told from "wave one hand" that is still to come, and both are named.
"""

from __future__ import annotations

from collections.abc import Collection

BEGINNINGS = {
    "raise one arm": ("wave one hand", "raise or wave one arm"),
    "raise both arms": ("wave both hands", "raise or wave both arms"),
}
"""Action to the action that it may be the beginning of, and the name for both."""


def provisional_name(label: str, known: Collection[str]) -> str:
    """Return the name under which a provisional answer is shown.

    Args:
        label: of the answer.
        known: the model's labels.

    Returns:
        The common name, if the model knows an action that begins like this one; else ``label``.
    """
    longer, name = BEGINNINGS.get(label, ("", label))
    return name if longer in known else label

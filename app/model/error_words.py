"""Errors and notes about custom actions in the window's language; other errors are shown as they are.

They are raised below the window, in English and with names and numbers in them: each is known by its pattern,
in which ``{name}`` stands for what is put in.
"""

from __future__ import annotations

from app.model.language import later
from app.model.patterns import Patterns

PATTERNS = Patterns(
    (
        # An example, and its place in a recording.
        later("an example that ends before it begins"),
        later("a start before its end"),
        later("an example of {span} s"),
        later("a recording from {first} s"),
        later("one that has the example"),
        later("at most {most} s"),
        later("at most {most}"),
        later("at least {least}"),
        later("{first} s to {last} s"),
        later("{first} to {last} s"),
        later("{label} at {first} to {last} s"),
        later("Mark one performance of the action for each example"),
        later("Mark one performance of the action"),
        later("edges beyond what is kept of the recording"),
        later("Open the recording to move them further"),
        later("{count} frames with somebody in them"),
        later("Mark more"),
        later("nobody is in it"),
        later("nobody is to be seen"),
        later("the person is still being followed through the recording"),
        later("Try again in a moment"),
        later("Mark another one"),
        later("Mark it where somebody is"),
        later("the example of {first} s to {last} s is not in this recording"),
        later("the recording that it was marked in"),
        later("Open that one, or move the edges within what is kept"),
        later("{span} is an example of {label} already"),
        # Names.
        later("an empty label"),
        later("the name of an action"),
        later("a label of {count} characters"),
        later("a person of {count} characters"),
        later("the label {name}"),
        later("the person {name}"),
        later("one line of visible characters"),
        # What is to be taught.
        later("no example of any action"),
        later("Mark some first"),
        later("{count} examples"),
        later("Take fewer of each action, or train a model on all of them: {command} train"),
        later("an action named {name}"),
        later("Give it another name"),
        later("{label} is an action of the bundled model already"),
        later("Give it another name, or teach your actions instead of the bundled ones: --instead"),
        later("one example of {label}"),
        later("{count} or more, better 5"),
        later("{label} twice at the same time"),
        later("{label} and {other} at the same time"),
        later("one example after the other"),
        later("Move their edges apart, or remove one"),
        # The project's file.
        later("there is no such project"),
        later("the project is open in another window or program"),
        later("Close it there first"),
        later("a file of this name exists already"),
        later("Choose another name: it is never overwritten."),
        later("It was not taught here: move it, or save the project under another name (Ctrl+Alt+S)."),
        later("cannot be written: {reason}"),
        later("cannot be read ({reason})"),
        later("Choose a folder that exists, has room and is yours to write to."),
        later("No space left on device"),
        later("Permission denied"),
        later("Read-only file system"),
        later("No such file or directory"),
        later("It holds changes of a project: choose another name."),
        later("Copy it to a folder that is yours to write to."),
        later("a project of custom actions"),
        later("a project"),
        later("Take a copy of it, or mark the examples anew"),
        later("Update this program to open it"),
        later(
            "{name} is damaged or was cut off at byte {place}: no change could be read, later ones are lost."
        ),
        later(
            "{name} is damaged or was cut off at byte {place}: the {count} changes before that were kept, "
            "later ones are lost."
        ),
        later("A copy of the journal is kept as {name}."),
        later(
            "The file is another one than before the program ended: examples that were marked then were "
            "added."
        ),
        later("{count} examples were added."),
        later("{count} were there already."),
        later("{count} are in both, changed in one of them: they stay as they are here."),
        later("recover"),
    )
)


def translated(text: str) -> str:
    """Return a part of an error, or a note, in the window's language; as it is where it is not known."""
    return PATTERNS.translated(text)

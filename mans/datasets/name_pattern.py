"""Metadata from file names by a pattern: ``{label}_{person}_{camera}``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from streaming.errors import DataSetError
from streaming.printable import counted, tidy

FIELDS = ("label", "person", "camera", "split")
"""What a name can say; a part of another name, or of none, may be anything."""
_PART = re.compile(r"\{([^{}]*)\}")
_MOST_PARTS = 12  # the time that matching takes grows with each


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern for names of files.

    Literal text and ``{...}`` for what varies, which is at least one character, none of them a slash; what
    comes first is as long as it can be: ``{label}_{person}`` makes of ``sit_down_ada`` the label
    ``sit_down``. A pattern with slashes is of as many folders, too.

    Attributes:
        text: as given.
        regex: matches the last parts of a path, with slashes and without the file's ending.
        depth: how many parts.
    """

    text: str
    regex: re.Pattern[str]
    depth: int

    @classmethod
    def of(cls, text: str) -> NamePattern:
        """Read a pattern.

        Raises:
            DataSetError: it has no field, one twice, or two with nothing between them.
        """
        regex, end, names = "", 0, list[str]()
        for found in _PART.finditer(text):
            literal = text[end : found.start()]
            if names and not literal:
                raise _wrong(text, "two fields with nothing between them")
            name = found[1].strip().lower()
            if name in FIELDS and name in names:
                raise _wrong(text, f"{{{name}}} twice")
            group = f"?P<{name}>" if name in FIELDS else "?:"
            regex += f"{re.escape(literal)}({group}[^/]+)"
            names.append(name)
            end = found.end()
        rest = text[end:]
        if not set(names) & set(FIELDS) or "{" in rest or "}" in rest:
            raise _wrong(text, "no field" if names else "no field in braces")
        if len(names) > _MOST_PARTS:
            raise _wrong(text, f"{counted(len(names), 'field')}")
        return cls(text, re.compile(regex + re.escape(rest)), text.count("/") + 1)

    @property
    def has_label(self) -> bool:
        """Whether the label is in the name."""
        return "label" in self.regex.groupindex

    def read(self, parts: tuple[str, ...]) -> dict[str, str] | None:
        """Return what a path says by field; None where it is not named by the pattern.

        Args:
            parts: of the path, the file's name without its ending last.
        """
        found = self.regex.fullmatch("/".join(parts[-self.depth :]))
        return None if found is None else {name: tidy(text) for name, text in found.groupdict().items()}


def _wrong(text: str, found: str) -> DataSetError:
    return DataSetError(
        f"{found} in the pattern {text!r}",
        expected="text with {label}, {person}, {camera} or {split} in it, such as {label}_{person}_{}",
    )

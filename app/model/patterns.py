"""Texts that are made below the window, in English with names and numbers in them, by their patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from app.model.language import tr
from app.model.wording import localised

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Patterns:
    """Patterns in which ``{name}`` stands for what is put in; ``app.model.language.tr`` translates them."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the patterns, in English."""
        self.texts = tuple(texts)

    @cached_property
    def _known(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Each pattern as an expression, those with more words of their own first."""
        found = []
        for text in sorted(self.texts, key=lambda each: -len(re.sub(r"\{\w+\}", "", each))):
            parts = re.split(r"\{(\w+)\}", text)
            places = [f"(?P<{part}>.+)" if i % 2 else re.escape(part) for i, part in enumerate(parts)]
            found.append((re.compile("".join(places)), text))
        return tuple(found)

    def knows(self, text: str) -> bool:
        """Whether a text can be said in the window's language; nothing, and a number, can."""
        return (
            not text or bool(_NUMBER.fullmatch(text)) or any(each.fullmatch(text) for each, _ in self._known)
        )

    def translated(self, text: str) -> str:
        """Return a text, and what is put into it, in the window's language; as it is if it is not known."""
        for expression, pattern in self._known:
            if match := expression.fullmatch(text):
                values = {
                    name: localised(value) if _NUMBER.fullmatch(value) else self.translated(value)
                    for name, value in match.groupdict().items()
                }
                return tr(pattern).format(**values)
        return text

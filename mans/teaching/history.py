"""Undo and redo history of a project."""

from __future__ import annotations

from mans.teaching.project import Project


class History:
    """Undo history of a project.

    A project shares with the one before whatever has not changed, so that all of them are kept.
    """

    def __init__(self, project: Project) -> None:
        """Begin with a project."""
        self._projects = [project]
        self._changes: list[str] = []
        self._now = 0

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._projects[self._now]

    @property
    def undone_next(self) -> str | None:
        """What :meth:`undo` would take back, by the word it was done under; None where there is nothing."""
        return self._changes[self._now - 1] if self._now else None

    @property
    def redone_next(self) -> str | None:
        """What :meth:`redo` would do again; None where there is nothing."""
        return self._changes[self._now] if self._now < len(self._changes) else None

    @property
    def before(self) -> Project:
        """The project as it was before the last change; as it is where there was none."""
        return self._projects[max(0, self._now - 1)]

    @property
    def after(self) -> Project:
        """The project as it was before the last undoing; as it is where there was none."""
        return self._projects[min(len(self._changes), self._now + 1)]

    def do(self, what: str, project: Project) -> None:
        """Remember a change; what had been undone cannot be redone any more."""
        self._projects[self._now + 1 :] = [project]
        self._changes[self._now :] = [what]
        self._now += 1

    def undo(self) -> Project:
        """Undo the last change, if any."""
        self._now = max(0, self._now - 1)
        return self.project

    def redo(self) -> Project:
        """Do again what was undone last; stay where there is none."""
        self._now = min(len(self._changes), self._now + 1)
        return self.project

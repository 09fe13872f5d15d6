"""Translation of the user interface."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(str(files("app"))) / "languages"
"""Translations: ``NAME.ts`` to be edited, ``NAME.qm`` made of it by ``make translations``."""

AUTO = "auto"
"""The system's language."""


def tr(text: str, note: str = "", count: int = -1) -> str:
    """Translate a text; thread-safe.

    Args:
        text: in English, with ``{name}`` for what is put in afterwards and ``%n`` for a count.
        note: disambiguates texts that are identical in English.
        count: for ``%n``, and for the plural.
    """
    return QCoreApplication.translate("", text, note or None, count)


def later(text: str) -> str:
    """Mark a text for translation at display time; returns it unchanged."""
    return text


def languages() -> tuple[str, ...]:
    """Return the available languages as two-letter codes, including English."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.qm")))


def use_language(app: QCoreApplication, language: str = AUTO) -> str:
    """Set the language of subsequent texts.

    Args:
        app: the program.
        language: two letters, or ``auto`` for the first of the system's languages that there is.

    Numbers are written as in that language, too: see :func:`app.model.wording.number`.

    Returns:
        The language in use: English where there is no other.
    """
    if language == AUTO:
        wanted = [name.split("-")[0] for name in QLocale.system().uiLanguages()]
        language = next((name for name in wanted if name in languages()), "en")
    QLocale.setDefault(QLocale(language))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.setParent(None)
    # English, whose file holds nothing but plurals, stands in for what a translation lacks.
    folders = (FOLDER, FOLDER, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)))
    for folder, name in zip(folders, ("en", language, f"qtbase_{language}"), strict=True):
        translator = QTranslator(app)
        if translator.load(name, str(folder)):
            app.installTranslator(translator)
    return language

"""The window's language: English, as it is written in the code, or a translation of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).parents[1] / "languages"
"""Translations: ``NAME.ts`` to be edited, ``NAME.qm`` made of it by ``make translations``."""

AUTO = "auto"
"""The system's language."""


def tr(text: str, note: str = "", count: int = -1) -> str:
    """Return a text in the window's language; any thread may ask.

    Args:
        text: in English, with ``{name}`` for what is put in afterwards and ``%n`` for a count.
        note: tells texts apart that are alike in English.
        count: for ``%n``, and for the plural.
    """
    return QCoreApplication.translate("", text, note or None, count)


def later(text: str) -> str:
    """Return a text as it is, in English, to be translated where it is shown."""
    return text


def languages() -> tuple[str, ...]:
    """Return the languages there are, by their two letters; English among them."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.qm")))


def use_language(app: QCoreApplication, language: str = AUTO) -> str:
    """Have texts made from now on in a language.

    Args:
        app: the program.
        language: two letters, or ``auto`` for the first of the system's languages that there is.

    Returns:
        The language in use: English where there is no other.
    """
    if language == AUTO:
        wanted = [name.split("-")[0] for name in QLocale.system().uiLanguages()]
        language = next((name for name in wanted if name in languages()), "en")
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

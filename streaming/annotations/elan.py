"""ELAN documents (``.eaf``), XML: aligned annotations of tiers as labels.

ELAN (https://archive.mpi.nl/tla/elan) keeps moments, in milliseconds, apart from the annotations that refer
to them. A label is the annotation's text, or the tier's name where it has none; the person is the tier's
participant. The parser is expat, which tells lines; documents with a DOCTYPE, which ELAN does not write and
by which entities grow without bound, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote, unquote, urlparse
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from streaming.annotations.types import Annotation, Annotations, annotation, bounds, one_recording
from streaming.errors import AnnotationError
from streaming.printable import counted, printable, tidy

FORMAT = "ELAN document"
_MS_PER_S = 1000.0
_DEEPEST = 100
_DRIVE = re.compile(r"[A-Za-z]:/")


@dataclass(slots=True)
class _Aligned:
    """An annotation as it is read: its tier, the names of its moments, and its text."""

    line: int
    tier: str
    person: str
    slots: tuple[str, str]
    text: list[str] = field(default_factory=list)


class _Document:
    """What a document says, gathered element by element."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = ""
        self.origin_ms = 0.0
        self.moments_ms: dict[str, float] = {}
        self.aligned: list[_Aligned] = []
        self.references = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._tier = self._person = ""
        self._open: list[str] = []
        self._begin: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "MEDIA_DESCRIPTOR": self._media,
            "TIME_SLOT": self._moment,
            "TIER": self._tier_begins,
            "ALIGNABLE_ANNOTATION": self._annotation,
            "REF_ANNOTATION": self._reference,
        }

    def read(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise self.fail(f"no XML ({reason})", error.lineno) from None
        except (ValueError, LookupError) as error:  # of an encoding that there is not
            raise self.fail(f"cannot be read ({error})") from None

    def fail(self, found: str, line: int = 0, expected: str = f"an {FORMAT}") -> AnnotationError:
        place = f"line {line or self._parser.CurrentLineNumber}"
        return AnnotationError(found, path=self.path, place=place, expected=expected)

    def _doctype(self, *_: object) -> None:
        raise self.fail("a DOCTYPE")

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        if not self._open and name != "ANNOTATION_DOCUMENT":
            raise self.fail(f"an element {name[:60]}")
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise self.fail("elements in elements without end")
        if begin := self._begin.get(name):
            begin(given)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        if self._open[-2:] == ["ALIGNABLE_ANNOTATION", "ANNOTATION_VALUE"]:
            self.aligned[-1].text.append(text)

    def _media(self, given: Mapping[str, str]) -> None:
        if self.file:  # the first one is what the others are aligned with
            return
        place = given.get("RELATIVE_MEDIA_URL") or given.get("MEDIA_URL", "")
        try:
            url = urlparse(place)
        except ValueError:
            url = urlparse("")
        self.file = unquote(url.path if url.scheme == "file" else place).removeprefix("./")
        self.origin_ms = self._number(given.get("TIME_ORIGIN", "0"), "TIME_ORIGIN")

    def _moment(self, given: Mapping[str, str]) -> None:
        if "TIME_VALUE" in given:
            self.moments_ms[given.get("TIME_SLOT_ID", "")] = self._number(given["TIME_VALUE"], "TIME_VALUE")

    def _number(self, text: str, name: str) -> float:
        try:
            return float(int(text))
        except (ValueError, OverflowError):
            raise self.fail(f"{name} {text[:60]!r}", expected="milliseconds") from None

    def _tier_begins(self, given: Mapping[str, str]) -> None:
        self._tier, self._person = given.get("TIER_ID", ""), given.get("PARTICIPANT", "")

    def _annotation(self, given: Mapping[str, str]) -> None:
        slots = given.get("TIME_SLOT_REF1", ""), given.get("TIME_SLOT_REF2", "")
        line = self._parser.CurrentLineNumber
        self.aligned.append(_Aligned(line, self._tier, self._person, slots))

    def _reference(self, _: Mapping[str, str]) -> None:
        self.references += 1


def read_elan(data: bytes, path: Path) -> Annotations:
    """Read a document.

    Annotations that refer to others, and those whose moments are not aligned, are left out with a note.

    Raises:
        AnnotationError: it is no such document, or an annotation makes no label.
    """
    document = _Document(path)
    document.read(data)
    rows: list[Annotation] = []
    unaligned = 0
    for each in document.aligned:
        moments = [document.moments_ms.get(slot) for slot in each.slots]
        start_ms, end_ms = moments
        if start_ms is None or end_ms is None:
            unaligned += 1
            continue
        label = tidy("".join(each.text)) or each.tier
        start_s, end_s = ((moment + document.origin_ms) / _MS_PER_S for moment in (start_ms, end_ms))
        rows.append(annotation(path, each.line, label, start_s, end_s, document.file, each.person))
    notes = []
    if unaligned:
        notes.append(f"{counted(unaligned, 'annotation')} without aligned times: left out.")
    if document.references:
        notes.append(f"{counted(document.references, 'annotation')} of other annotations: left out.")
    return Annotations(tuple(rows), FORMAT, tuple(notes))


def elan_text(rows: Sequence[Annotation], path: Path) -> str:
    """Return labels of one recording as a document: a tier for each person, more where labels overlap.

    Raises:
        AnnotationError: they are of several recordings, or one has no start or end.
    """
    file = printable(one_recording(rows, path, "ELAN"))
    tiers: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
    for row in sorted(rows, key=lambda row: row.start_s or 0.0):
        start_ms, end_ms = (round(_MS_PER_S * moment) for moment in bounds(row, path, "ELAN"))
        end_ms = max(end_ms, start_ms + 1)
        layer = 0
        while (tier := tiers.get((printable(row.person), layer))) and tier[-1][1] > start_ms:
            layer += 1
        tiers.setdefault((printable(row.person), layer), []).append((start_ms, end_ms, row.label))
    moments = sorted({moment for tier in tiers.values() for part in tier for moment in part[:2]})
    slot = {moment: f"ts{number}" for number, moment in enumerate(moments, 1)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<ANNOTATION_DOCUMENT AUTHOR="" DATE="2000-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">',
        ' <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">',
    ]
    if file:
        lines.append(f"  <MEDIA_DESCRIPTOR {_media_attributes(file)}/>")
    lines += [" </HEADER>", " <TIME_ORDER>"]
    lines += [f'  <TIME_SLOT TIME_SLOT_ID="{slot[at]}" TIME_VALUE="{at}"/>' for at in moments]
    lines.append(" </TIME_ORDER>")
    number, names = 0, set[str]()
    for (person, layer), parts in tiers.items():
        name = _free_name(f"{person or 'actions'}{f' {layer + 1}' if layer else ''}", names)
        whose = f" PARTICIPANT={quoteattr(person)}" if person else ""
        lines.append(f' <TIER LINGUISTIC_TYPE_REF="default-lt"{whose} TIER_ID={quoteattr(name)}>')
        for start_ms, end_ms, label in parts:
            number += 1
            lines += [
                "  <ANNOTATION>",
                f'   <ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}"'
                f' TIME_SLOT_REF1="{slot[start_ms]}" TIME_SLOT_REF2="{slot[end_ms]}">',
                f"    <ANNOTATION_VALUE>{escape(printable(label))}</ANNOTATION_VALUE>",
                "   </ALIGNABLE_ANNOTATION>",
                "  </ANNOTATION>",
            ]
        lines.append(" </TIER>")
    lines += [
        ' <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt"'
        ' TIME_ALIGNABLE="true"/>',
        "</ANNOTATION_DOCUMENT>",
    ]
    return "\n".join(lines) + "\n"


def _media_attributes(file: str) -> str:
    """Return the attributes of a medium: an absolute path as a URL, as ELAN has it, and others relative."""
    plain = file.replace("\\", "/")
    kind = guess_type(plain)[0]
    medium = kind if kind is not None and kind.startswith(("video/", "audio/")) else "unknown"
    if plain.startswith("/"):
        return f'MEDIA_URL={quoteattr("file://" + quote(plain))} MIME_TYPE="{medium}"'
    if _DRIVE.match(plain):
        return f'MEDIA_URL={quoteattr("file:///" + quote(plain, safe="/:"))} MIME_TYPE="{medium}"'
    place = quoteattr(quote(plain))
    return f'MEDIA_URL={place} MIME_TYPE="{medium}" RELATIVE_MEDIA_URL={place}'


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that no tier has yet, and note it."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free)
    return free

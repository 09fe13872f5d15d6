"""Files of labels: round trips through every kind, what other programs write, and every kind of damage."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.annotations.files import annotations_text, read_annotations, write_annotations
from streaming.annotations.types import Annotation, of_recording
from streaming.errors import AnnotationError, MansError, WriteError
from streaming.printable import tidy

words = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).map(tidy)
names = words.filter(bool)
moments = st.integers(0, 10**7)


one_file = st.just("take.mp4")


@st.composite
def labels(draw: st.DrawFn, file: st.SearchStrategy[str] = one_file) -> Annotation:
    start_ms = draw(moments)
    end_ms = start_ms + draw(st.integers(1, 10**6))
    person = draw(st.sampled_from(["", "Ada", "Grace & <Co>"]))
    return Annotation(draw(names), start_ms / 1000, end_ms / 1000, draw(file), person)


def by_start(rows: tuple[Annotation, ...] | list[Annotation]) -> list[Annotation]:
    return sorted(rows, key=lambda row: (row.start_s, row.end_s, row.label, row.person, row.file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("labels")


@pytest.mark.parametrize("ending", [".csv", ".eaf", ".boris", ".boris.csv"])
@settings(max_examples=40)
@given(rows=st.lists(labels(), min_size=1, max_size=6))
def test_labels_of_a_recording_come_back(ending: str, rows: list[Annotation], folder: Path):
    path = folder / f"labels{ending}"
    path.write_text(annotations_text(path, rows), encoding="utf-8")
    assert by_start(read_annotations(path).rows) == by_start(rows)


@pytest.mark.parametrize("ending", [".csv", ".boris", ".boris.csv"])
@settings(max_examples=40)
@given(rows=st.lists(labels(st.sampled_from(["a.mp4", "b/c d.mp4", "é.skeleton"])), min_size=1, max_size=6))
def test_labels_of_several_recordings_come_back(ending: str, rows: list[Annotation], folder: Path):
    path = folder / f"labels{ending}"
    path.write_text(annotations_text(path, rows), encoding="utf-8")
    assert by_start(read_annotations(path).rows) == by_start(rows)


@settings(max_examples=40)
@given(
    rows=st.lists(
        st.builds(
            Annotation,
            names,
            st.none() | st.integers(0, 10**9).map(lambda us: us / 10**6),
            st.none(),
            words,
            words,
            words,
            words,
        ),
        max_size=5,
    )
)
def test_a_table_keeps_whole_recordings_cameras_and_splits(rows: list[Annotation], folder: Path):
    path = folder / "whole.csv"
    path.write_text(annotations_text(path, rows), encoding="utf-8")
    assert list(read_annotations(path).rows) == rows


@settings(max_examples=40)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_labels_or_an_error_in_a_line(data: bytes, folder: Path):
    path = folder / "any"
    path.write_bytes(data)
    try:
        read_annotations(path)
    except MansError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("ending", [".csv", ".eaf", ".boris", ".boris.csv"])
@settings(max_examples=40)
@given(data=st.data())
def test_damage_anywhere_gives_labels_or_an_error_in_a_line(ending: str, data: st.DataObject, folder: Path):
    path = folder / f"damaged{ending}"
    text = bytearray(annotations_text(path, [Annotation("wave", 1.0, 2.5, "take.mp4", "Ada")]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(text[: data.draw(st.integers(0, len(text)))])
    try:
        read_annotations(path)
    except MansError as error:
        assert "\n" not in str(error)


def written(tmp_path: Path, text: str, name: str = "labels.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "file,start,end,label,person\na.mp4,1.5,90,wave,Ada\n",
        "\ufefffile;start_s;end_s;action;subject\r\na.mp4;1,5;1:30;wave;Ada\r\n",
        "label\tperson\tend\tstart\tfile\tcolour\nwave\tAda\t0:01:30\t1.5\ta.mp4\tred\n\n",
        '"file","start","end","label","person"\n"a.mp4","1.5","90","wave","Ada"\n',
        "file,start,end,label,person\ra.mp4,1.5,90,wave,Ada,,\r",
    ],
)
def test_tables_as_spreadsheets_write_them_are_read(text: str, tmp_path: Path):
    assert read_annotations(written(tmp_path, text)).rows == (Annotation("wave", 1.5, 90, "a.mp4", "Ada"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("file,start\na,1\n", r"line 1: a first line of 'file,start'; expected the columns file, start"),
        ("label,start\nwave,x\n", "line 2: start 'x'; expected seconds, or hours:minutes:seconds"),
        ("label,start\nwave,-1\n", "line 2: start '-1'"),
        ("label,start,end\n\nwave,3,2\n", "line 3: a label from 3 s to 2 s; expected a start before its end"),
        ("label,start\nwave,1e9\n", r"line 2: a moment of 1000000000.0 s"),
        ("label,start\n ,1\n", "line 2: no label; expected the name of an action"),
        ("label,start\nwave,1_0\n", "line 2: start '1_0'"),
        ("label,start\nwave,1,2\n", "line 2: 3 cells; expected 2. Put a text that contains ',' in double"),
        ('label\n"wave', "cannot be read"),
        ("", "a first line of ''"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(text: str, told: str, tmp_path: Path):
    path = written(tmp_path, text)
    with pytest.raises(AnnotationError, match=told) as refused:
        read_annotations(path)
    assert str(refused.value).startswith(str(path))


def test_a_table_in_another_encoding_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "labels.csv"
    path.write_bytes("label\nwave\ngrüßen\n".encode("cp1252"))
    with pytest.raises(AnnotationError, match=r"line 3: byte 0xfc; expected text in UTF-8"):
        read_annotations(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_is_no_elan_document(encoding: str, tmp_path: Path):
    (path := tmp_path / "labels.csv").write_bytes("\ufefflabel\nwave\n".encode(encoding))
    with pytest.raises(AnnotationError, match=r"line 1: byte 0xf[ef]; expected text in UTF-8"):
        read_annotations(path)
    (path := tmp_path / "a.eaf").write_bytes(("\ufeff" + ELAN.replace("UTF-8", "UTF-16")).encode(encoding))
    assert read_annotations(path).format == "ELAN document"


BORIS_TABLE = """\
Observation id,Observation date,Description,Media file,Total length,FPS,Subject,Behavior,Behavioral category,\
Modifiers,Behavior type,Start (s),Stop (s),Duration (s),Comment start,Comment stop
one,2021-12-06 13:26:24,,/clips/take.mp4,60.0,30,No focal subject,wave,,,STATE,1.500,2.000,0.500,,
one,2021-12-06 13:26:24,,/clips/take.mp4,60.0,30,Ada,nod,,,POINT,3.000,3.000,NA,,
one,2021-12-06 13:26:24,,/clips/take.mp4,60.0,30,Ada,wave,,,STATE,4.000,5.250,1.250,,
"""


def test_aggregated_events_of_boris_are_read(tmp_path: Path):
    found = read_annotations(written(tmp_path, BORIS_TABLE))
    assert found.format == "BORIS aggregated events"
    assert found.rows == (
        Annotation("wave", 1.5, 2.0, "/clips/take.mp4"),
        Annotation("wave", 4.0, 5.25, "/clips/take.mp4", "Ada"),
    )
    assert found.notes == ("1 point event, without a length: left out.",)
    with pytest.raises(AnnotationError, match="line 4: a state event without start or stop"):
        read_annotations(written(tmp_path, BORIS_TABLE.replace("4.000,5.250", "4.000,NA")))


def boris_project(events: object) -> str:
    kinds = {"0": {"code": "wave", "type": "State event"}, "1": {"code": "nod", "type": "Point event"}}
    observation = {"type": "MEDIA", "file": {"1": ["take.mp4"], "2": []}, "events": events}
    return json.dumps({"behaviors_conf": kinds, "observations": {"one": observation}})


def test_a_project_of_boris_is_read(tmp_path: Path):
    events = [
        [1.5, "", "wave", "", ""],
        [1.75, "Ada", "wave", "", "", 52],
        [2, "", "wave", "", ""],
        [3.0, "Ada", "nod", "", ""],
        [4.25, "Ada", "wave", "", ""],
    ]
    found = read_annotations(written(tmp_path, boris_project(events), "a.boris"))
    assert found.rows == (
        Annotation("wave", 1.5, 2.0, "take.mp4"),
        Annotation("wave", 1.75, 4.25, "take.mp4", "Ada"),
    )
    assert found.notes == ("1 point event, without a length: left out.",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "line 1, column 2: no JSON"),
        ("{}", "observations: None; expected a BORIS project with its observations"),
        (boris_project(7), "observation 'one': events: 7"),
        (
            boris_project([["x", "", "wave"]]),
            r"observation 'one', event 1: \['x', '', 'wave'\]; expected moment",
        ),
        (boris_project([[1.0, "", "wave", ""]]), "'wave' of 1.0 s does not end"),
        (boris_project([[2.0, "", "wave"], [1.0, "", "wave"]]), "event 2: a label from 2 s to 1 s"),
    ],
)
def test_what_is_wrong_with_a_project_of_boris_is_told(text: str, told: str, tmp_path: Path):
    with pytest.raises(AnnotationError, match=told):
        read_annotations(written(tmp_path, text, "a.boris"))


ELAN = """\
<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+01:00" FORMAT="3.0" VERSION="3.0">
    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
        <MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/clips/my%20take.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="500"/>
    </HEADER>
    <TIME_ORDER>
        <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/>
        <TIME_SLOT TIME_SLOT_ID="ts2"/>
        <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="2000"/>
    </TIME_ORDER>
    <TIER LINGUISTIC_TYPE_REF="default-lt" PARTICIPANT="Ada" TIER_ID="gestures">
        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
                <ANNOTATION_VALUE>wave &amp;
 greet</ANNOTATION_VALUE>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
                <ANNOTATION_VALUE>nod</ANNOTATION_VALUE>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
                <ANNOTATION_VALUE/>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
    </TIER>
    <TIER LINGUISTIC_TYPE_REF="note" TIER_ID="notes">
        <ANNOTATION>
            <REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a1">
                <ANNOTATION_VALUE>twice</ANNOTATION_VALUE>
            </REF_ANNOTATION>
        </ANNOTATION>
    </TIER>
</ANNOTATION_DOCUMENT>
"""


def test_a_document_of_elan_is_read(tmp_path: Path):
    found = read_annotations(written(tmp_path, ELAN, "a.eaf"))
    assert found.rows == (
        Annotation("wave & greet", 1.5, 2.5, "/C:/clips/my take.mp4", "Ada"),
        Annotation("gestures", 1.5, 2.5, "/C:/clips/my take.mp4", "Ada"),
    )
    assert found.rows[0].name == "my take.mp4"
    assert found.notes == (
        "1 annotation without aligned times: left out.",
        "1 annotation of other annotations: left out.",
    )


BOMB = """\
<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "line 1: a DOCTYPE; expected an ELAN document"),
        ("<html></html>", "line 1: an element html"),
        ("<ANNOTATION_DOCUMENT>\n<TIER>\n", "no XML"),
        ("<ANNOTATION_DOCUMENT>" + "<a>" * 200, "elements in elements without end"),
        (ELAN.replace('"2000"', '"later"'), "line 9: TIME_VALUE 'later'; expected milliseconds"),
        (ELAN.replace('"2000"', '"500"'), "line 13: a label from 1.5 s to 1 s"),
        (ELAN.replace("UTF-8", "UTF-77"), "unknown encoding: UTF-77"),
    ],
)
def test_what_is_wrong_with_a_document_of_elan_is_told(text: str, told: str, tmp_path: Path):
    with pytest.raises(AnnotationError, match=told):
        read_annotations(written(tmp_path, text, "a.eaf"))


def test_what_a_kind_of_file_cannot_hold_is_refused(tmp_path: Path):
    whole = [Annotation("wave", file="a.mp4")]
    for ending in (".eaf", ".boris", ".boris.csv"):
        with pytest.raises(
            AnnotationError, match="'wave' of the whole of a.mp4; expected a start and an end"
        ):
            write_annotations(tmp_path / f"a{ending}", whole)
    two = [Annotation("wave", 1, 2, "a.mp4"), Annotation("wave", 1, 2, "b.mp4")]
    with pytest.raises(AnnotationError, match="labels of 2 recordings; expected those of one"):
        write_annotations(tmp_path / "a.eaf", two)
    with pytest.raises(AnnotationError, match=r"the ending '.txt'"):
        write_annotations(tmp_path / "a.txt", two)
    write_annotations(tmp_path / "a.csv", two)
    with pytest.raises(WriteError, match="exists already"):
        write_annotations(tmp_path / "a.csv", two)


def test_the_labels_of_a_recording_are_found_by_its_name(tmp_path: Path):
    table = "file,label\nclips/a.mp4,wave\nb.mp4,clap\n,nod\n"
    found = read_annotations(written(tmp_path, table))
    path = Path("labels.csv")
    assert [row.label for row in of_recording(found, Path("x/b.mp4"), path)] == ["clap", "nod"]
    assert [row.label for row in of_recording(found, Path("a.skeleton"), path)] == ["wave", "nod"]
    with pytest.raises(AnnotationError, match="labels of a.mp4, b.mp4; expected some of c.mp4"):
        of_recording(found, Path("c.mp4"), path)
    one = read_annotations(written(tmp_path, "file,label\na.mp4,wave\n"))
    assert len(of_recording(one, Path("c.mp4"), path)) == 1


def test_too_large_and_missing_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(AnnotationError, match=r"cannot be read \(No such file"):
        read_annotations(tmp_path / "none.csv")
    monkeypatch.setattr("streaming.annotations.types.LARGEST_BYTES", 10)
    with pytest.raises(AnnotationError, match="expected a file of labels"):
        read_annotations(written(tmp_path, "label\n" * 10))


def test_tiers_of_an_elan_document_have_names_of_their_own(tmp_path: Path):
    rows = [Annotation("a", 0.0, 1.0, "", "x 2"), Annotation("a", 0.0, 1.0, "", "x")]
    rows += [
        Annotation("b", 0.5, 1.5, "", "x"),
        Annotation("a", 0.0, 1.0),
        Annotation("c", 0.0, 1.0, "", "actions"),
    ]
    text = annotations_text(tmp_path / "a.eaf", rows)
    names = re.findall(r'TIER_ID="([^"]*)"', text)
    assert len(set(names)) == len(names) == 5


@pytest.mark.parametrize(
    ("file", "url"),
    [("/a b/c.mp4", "file:///a%20b/c.mp4"), ("C:\\d\\c.mp4", "file:///C:/d/c.mp4"), ("d/c.mp4", "d/c.mp4")],
)
def test_the_medium_of_an_elan_document_is_a_url(file: str, url: str, tmp_path: Path):
    rows = [Annotation("a", 0.0, 1.0, file)]
    write_annotations(tmp_path / "a.eaf", rows)
    text = (tmp_path / "a.eaf").read_text()
    assert f'MEDIA_URL="{url}" MIME_TYPE="video/mp4"' in text
    assert ("RELATIVE" in text) == (url == file)
    assert read_annotations(tmp_path / "a.eaf").rows[0].name == "c.mp4"


def test_a_document_of_elan_has_the_structure_of_its_schema(tmp_path: Path):
    """By EAFv3.0.xsd: the order of elements, the attributes that must be there, identities and references."""
    rows = [Annotation("a", 0.0, 1.0, "/b/c.mp4", "x"), Annotation("b", 0.5, 1.5, "/b/c.mp4", "x")]
    root = ElementTree.fromstring(annotations_text(tmp_path / "a.eaf", rows))
    assert root.tag == "ANNOTATION_DOCUMENT" and {"AUTHOR", "DATE", "VERSION"} <= set(root.attrib)
    order = ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE"]
    assert list(dict.fromkeys(child.tag for child in root)) == order
    needed = {
        "MEDIA_DESCRIPTOR": {"MEDIA_URL", "MIME_TYPE"},
        "TIME_SLOT": {"TIME_SLOT_ID", "TIME_VALUE"},
        "TIER": {"TIER_ID", "LINGUISTIC_TYPE_REF"},
        "ALIGNABLE_ANNOTATION": {"ANNOTATION_ID", "TIME_SLOT_REF1", "TIME_SLOT_REF2"},
        "LINGUISTIC_TYPE": {"LINGUISTIC_TYPE_ID"},
    }
    for name, attributes in needed.items():
        found = list(root.iter(name))
        assert found and all(attributes <= set(each.attrib) for each in found)
        assert len({tuple(sorted(each.attrib.items())) for each in found}) == len(found)
    slots = {each.attrib["TIME_SLOT_ID"]: int(each.attrib["TIME_VALUE"]) for each in root.iter("TIME_SLOT")}
    assert list(slots.values()) == sorted(slots.values())
    for each in root.iter("ALIGNABLE_ANNOTATION"):
        assert slots[each.attrib["TIME_SLOT_REF1"]] < slots[each.attrib["TIME_SLOT_REF2"]]
        assert [child.tag for child in each] == ["ANNOTATION_VALUE"]
    types = {each.attrib["LINGUISTIC_TYPE_ID"] for each in root.iter("LINGUISTIC_TYPE")}
    assert {each.attrib["LINGUISTIC_TYPE_REF"] for each in root.iter("TIER")} <= types

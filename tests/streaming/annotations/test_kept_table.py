"""Tables of labels changed in place: what they hold besides stays to the byte, and ours alone are changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streaming.annotations.files import read_annotations, write_annotations
from streaming.annotations.kept_table import KeptTable
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError

NEW = Annotation("clap", 2.5, 4, "a.mp4")


def changed(path: Path, data: str, gone: list[int], *new: Annotation) -> str:
    path.write_bytes(data.encode())
    return KeptTable(path).changed(gone, new)


@pytest.mark.parametrize(
    ("before", "gone", "after"),
    [
        (  # a spreadsheet's, with columns of its own
            "\ufefffile;start;end;label;comment;rating\r\na.mp4;1,5;90;wave;good;4,5\r\nb.mp4;;;nod;x;1\r\n",
            [],
            "\ufefffile;start;end;label;comment;rating\r\na.mp4;1,5;90;wave;good;4,5\r\nb.mp4;;;nod;x;1\r\n"
            "a.mp4;2,5;4;clap;;\r\n",
        ),
        (  # quotes, a line break in a cell, a blank line, other names and moments, no line end
            '"file","stop","action","note","begin"\n"a.mp4","0:01:30","wave","two\nlines",1.50\n\n'
            "b.mp4,3,nod,,1",
            [],
            '"file","stop","action","note","begin"\n"a.mp4","0:01:30","wave","two\nlines",1.50\n\n'
            "b.mp4,3,nod,,1\na.mp4,4,clap,,2.5\n",
        ),
        (
            'label\tnote\tfile\tstart\tend\nwave\t"a\nb"\ta.mp4\t1\t2\nnod\tc\ta.mp4\t1\t2\nnod\td\ta.mp4\t1\t2\n',
            [3, 5],
            "label\tnote\tfile\tstart\tend\nnod\tc\ta.mp4\t1\t2\nclap\t\ta.mp4\t2.5\t4\n",
        ),
        (  # short rows; columns that are needed come at the end
            "label,note,x\nwave\nnod,here,\n",
            [],
            "label,note,x,file,start,end\nwave,,,,,\nnod,here,,,,\nclap,,,a.mp4,2.5,4\n",
        ),
        (  # old line ends, and more separators than columns
            "label,start,file,end\rwave,1.5,a.mp4,2,,\r",
            [],
            "label,start,file,end\rwave,1.5,a.mp4,2,,\rclap,2.5,a.mp4,4\r",
        ),
        ("label;start;file;end\nwave;1.5;a.mp4;2\n", [2], "label;start;file;end\nclap;2.5;a.mp4;4\n"),
    ],
)
def test_what_a_table_holds_besides_stays(before: str, gone: list[int], after: str, tmp_path: Path):
    path = tmp_path / "labels.csv"
    stays = [row for row in _rows(path, before) if row.line not in gone]
    assert changed(path, before, gone, NEW) == after
    assert _rows(path, after) == [*stays, NEW]


def _rows(path: Path, text: str) -> list[Annotation]:
    path.write_bytes(text.encode())
    return list(read_annotations(path).rows)


def test_a_table_that_is_not_there_is_one_of_our_own(tmp_path: Path):
    assert KeptTable(tmp_path / "new.csv").changed([], [NEW]) == (
        "file,start,end,label,person\na.mp4,2.5,4,clap,\n"
    )


cells = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=6)


@settings(max_examples=60)
@given(
    others=st.lists(st.tuples(cells, cells), max_size=4),
    gone=st.sets(st.integers(2, 5)),
    separator=st.sampled_from(",;\t"),
)
def test_labels_that_stay_and_new_ones_are_read_again(
    others: list[tuple[str, str]], gone: set[int], separator: str, tmp_path_factory: pytest.TempPathFactory
):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    rows = [["file", "note", "label"], *(["a.mp4", note, f"l{label.strip()}"] for note, label in others)]
    text = "\n".join(
        separator.join(f'"{cell.replace(chr(34), 2 * chr(34))}"' for cell in row) for row in rows
    )
    stays = [row for row in _rows(path, text) if row.line not in gone]
    new = Annotation('a "b", c;d', 1.25, None, "a b,c.mp4", "Ada", "left", "train")
    assert _rows(path, changed(path, text, [*gone], new)) == [*stays, new]


def test_tables_of_other_programs_are_refused_in_one_line(tmp_path: Path):
    path = tmp_path / "ev.csv"
    write_annotations(tmp_path / "a.boris.csv", [NEW])
    (tmp_path / "a.boris.csv").rename(path)
    for gone, new in (([], [NEW]), ([2], [])):
        with pytest.raises(AnnotationError, match="BORIS aggregated events.*--import ev.csv") as refused:
            KeptTable(path).changed(gone, new)
        assert "\n" not in str(refused.value)
    assert KeptTable(path).rows == (NEW,)
    with pytest.raises(AnnotationError, match=r"the ending \.boris\.csv.*Export them"):
        KeptTable(tmp_path / "new.boris.csv").changed([], [NEW])

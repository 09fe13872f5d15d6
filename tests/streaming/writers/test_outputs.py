"""What a command may write: nothing that it reads, by whatever name; nothing that is there unless told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from streaming.errors import WriteError
from streaming.writers.outputs import check_outputs


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.csv"
    path.write_text("mine")
    return path


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("how", ["itself", "another spelling", "a link", "a link to a link", "a hard link"])
def test_no_output_is_an_input(source: Path, how: str, overwrite: bool) -> None:
    folder, output = source.parent, source.parent / "output.csv"
    if how == "itself":
        output = source
    elif how == "another spelling":
        (folder / "sub").mkdir()
        output = folder / "sub" / ".." / "source.csv"
    elif how == "a link":
        output.symlink_to("source.csv")
    elif how == "a link to a link":
        (folder / "between").symlink_to(source)
        output.symlink_to("between")
    else:
        output.hardlink_to(source)
    with pytest.raises(WriteError, match="would be written over what is read.*another file than") as caught:
        check_outputs([folder / "new.png", output], [None, source], overwrite=overwrite)
    assert "\n" not in str(caught.value) and str(output) in str(caught.value)


def test_every_output_is_checked_and_nothing_is_left_behind(source: Path) -> None:
    folder = source.parent
    other = folder / "other.csv"
    other.write_text("mine, too")
    with pytest.raises(WriteError, match=r"other\.csv: a file of this name exists already.*--overwrite"):
        check_outputs([folder / "other.png", other], [source])
    check_outputs([folder / "other.png", other], [source], overwrite=True)
    (folder / "folder.png").mkdir()
    with pytest.raises(WriteError, match="it is a folder"):
        check_outputs([folder / "folder.png"], overwrite=True)
    (folder / "dangling.png").symlink_to("nowhere")
    with pytest.raises(WriteError, match="exists already"):
        check_outputs([folder / "dangling.png"], [source])
    assert {path.name for path in folder.iterdir()} == {
        "source.csv",
        "other.csv",
        "folder.png",
        "dangling.png",
    }


def test_a_missing_folder_is_noticed_unless_it_is_going_to_be_made(source: Path) -> None:
    output = source.parent / "a" / "b" / "new.csv"
    with pytest.raises(WriteError, match="No such file or directory"):
        check_outputs([output], [source])
    check_outputs([output], [source], make_folders=True)
    assert not (source.parent / "a").exists()
    with pytest.raises(WriteError, match="Not a directory"):
        check_outputs([source / "b" / "new.csv"], [source], make_folders=True)


def test_no_two_outputs_have_one_name(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    check_outputs([one], others=[two])
    for outputs, others in (([one, two, one], []), ([one], [two, one])):
        with pytest.raises(WriteError, match="two files would be written under this name") as caught:
            check_outputs(outputs, others=others)
        assert str(one) in str(caught.value)

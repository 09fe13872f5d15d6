"""Writing of tables in any format, row by row, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streaming.reports.columns import AddRow, Column, Format, Style, Table
from streaming.reports.csv_table import writing_csv
from streaming.reports.parquet import pyarrow, writing_parquet
from streaming.reports.workbook import writing_workbook, xlsxwriter
from streaming.writers.atomic import replacing


def check_format(kind: Format) -> None:
    """Check that tables of a format can be written.

    Raises:
        SettingsError: a package is missing.
    """
    if kind == "parquet":
        pyarrow()
    elif kind == "xlsx":
        xlsxwriter()


@contextmanager
def writing_table(
    path: Path,
    style: Style,
    columns: Sequence[Column],
    *,
    sheet: str = "",
    overwrite: bool = True,
    make_folders: bool = False,
) -> Iterator[AddRow]:
    """Context manager that yields a function to add rows, and puts the table in its place at the end.

    Args:
        path: the file.
        style: how it is written.
        columns: its columns.
        sheet: name of the sheet of a workbook; the file's without its ending if empty.
        overwrite: whether an existing file is replaced.
        make_folders: whether missing folders are made.

    Raises:
        WriteError: it cannot be written, or is there; then nothing is replaced.
        SettingsError: a package is missing.
    """
    tables = [Table(sheet or path.stem, tuple(columns))]
    with writing_tables([path], style, tables, overwrite=overwrite, make_folders=make_folders) as (add,):
        yield add


@contextmanager
def writing_tables(
    paths: Sequence[Path],
    style: Style,
    tables: Sequence[Table],
    *,
    title: str = "",
    overwrite: bool = True,
    make_folders: bool = False,
) -> Iterator[list[AddRow]]:
    """Context manager that yields a function to add rows for each table, and puts all in place at the end.

    Args:
        paths: a file for each table, or the one workbook: see :func:`table_paths`.
        style: how they are written.
        tables: what is written.
        title: what a workbook is of.
        overwrite: whether existing files are replaced.
        make_folders: whether missing folders are made.

    Raises:
        WriteError: one cannot be written, or is there; then none is replaced.
        SettingsError: a package is missing.
    """
    check_format(style.format)
    with (
        replacing(*paths, overwrite=overwrite, make_folders=make_folders) as temporaries,
        ExitStack() as opened,
    ):
        if style.format == "xlsx":
            book = writing_workbook(temporaries[0], tables, title or paths[0].stem)
            yield opened.enter_context(book)
            return
        add = []
        for temporary, table in zip(temporaries, tables, strict=True):
            one = (
                writing_csv(temporary, table.columns, style.csv)
                if style.format == "csv"
                else writing_parquet(temporary, table.columns)
            )
            add.append(opened.enter_context(one))
        yield add


def table_paths(folder: Path, kind: Format, tables: Sequence[Table], workbook: str) -> list[Path]:
    """Return the files of several tables: one each, or the workbook that holds all.

    Args:
        folder: where they lie.
        kind: their format.
        tables: what is written.
        workbook: name of the workbook, without its ending.
    """
    if kind == "xlsx":
        return [folder / f"{workbook}.xlsx"]
    return [folder / f"{table.name}.{kind}" for table in tables]

"""Tables as Parquet, which keeps every digit; several numbers of a row are a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from streaming.errors import SettingsError
from streaming.extras import import_extra
from streaming.printable import printable
from streaming.reports.columns import AddRow, Column

ROWS_AT_ONCE = 4096


def pyarrow(module: str = "pyarrow.parquet") -> ModuleType:
    """Import a module of the library.

    Raises:
        SettingsError: it is not installed.
    """
    return import_extra(module, "pyarrow", "parquet", SettingsError)


@contextmanager
def writing_parquet(path: Path, columns: Sequence[Column]) -> Iterator[AddRow]:
    """Context manager that yields a function to add rows to a new Parquet file.

    Raises:
        OSError: it cannot be written.
        SettingsError: the library is not installed.
    """
    arrow, parquet = pyarrow("pyarrow"), pyarrow()
    kinds = {
        "text": arrow.string(),
        "whole": arrow.int64(),
        "number": arrow.float64(),
        "truth": arrow.bool_(),
    }
    fields = []
    for column in columns:
        several = arrow.list_(arrow.float32(), len(column.parts))
        about = {"parts": "\n".join(map(printable, column.parts))} if column.parts else None
        kind = several if column.kind == "numbers" else kinds[column.kind]
        fields.append(arrow.field(printable(column.name), kind, metadata=about))
    schema = arrow.schema(fields)
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        waiting: list[Sequence[Any]] = []

        def flush() -> None:
            arrays = []
            for i, (column, field) in enumerate(zip(columns, fields, strict=True)):
                values = [row[i] for row in waiting]
                if column.kind == "numbers":
                    flat = np.concatenate(values, dtype=np.float32) if values else np.zeros(0, np.float32)
                    arrays.append(arrow.FixedSizeListArray.from_arrays(arrow.array(flat), len(column.parts)))
                    continue
                if column.kind == "text":
                    values = [None if value is None else printable(value) for value in values]
                # NaN is what is not known, too.
                arrays.append(arrow.array(values, field.type, from_pandas=True))
            writer.write_table(arrow.table(arrays, schema))
            waiting.clear()

        def add(row: Sequence[Any]) -> None:
            waiting.append(row)
            if len(waiting) >= ROWS_AT_ONCE:
                flush()

        yield add
        if waiting:
            flush()

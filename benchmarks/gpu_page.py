"""Tables of the results of ``benchmarks/gpu.py``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mans.evaluation.doc_pages import fill_in, markdown_table
from streaming.writers.atomic import replace_text

Row = dict[str, Any]
Data = dict[str, Any]
PRECISIONS = ("fp32", "tf32", "bf16", "fp16")


def load(folder: Path) -> list[Data]:
    """Read the results of all machines and parts, by machine."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda data: str(data["machine"]["gpu"]))


def rows_of(results: Iterable[Data], part: str, kind: str) -> list[Row]:
    """Return a part's rows of a kind."""
    return [row for data in results if data["part"] == part for row in data["rows"] if row["kind"] == kind]


def number(value: object) -> str:
    """Format with three digits and thousands separators; empty if not measured."""
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    if value and abs(value) < 0.001:
        return f"{value:.0e}"
    return f"{float(f'{value:.3g}'):,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def look_up(rows: Iterable[Row], *keys: str) -> Callable[..., Row]:
    """Return a function from values of these keys to the matching row, or an empty row."""
    index = {tuple(row.get(key) for key in keys): row for row in rows}
    return lambda *values: index.get(values, {})


def in_order(rows: Iterable[Row], key: str = "network") -> list[Any]:
    """Return distinct values in order of appearance."""
    return list(dict.fromkeys(row[key] for row in rows))


def cell(row: Row, key: str) -> str:
    """Return a row's value, or the reason why it is missing."""
    if "error" in row:
        return "out of memory" if "out of memory" in str(row["error"]) else "failed"
    return number(row.get(key))


def tests(results: Sequence[Data]) -> str:
    """Return the test results."""
    found, broken = rows_of(results, "tests", "test"), rows_of(results, "tests", "tests")
    told = "".join(f"\n- `{row['file']}` {row['error']}\n" for row in broken)
    if not found:
        return told
    counts = {kind: sum(row["outcome"] == kind for row in found) for kind in in_order(found, "outcome")}
    text = "Tests marked `gpu`: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + ".\n"
    bad = [row for row in found if row["outcome"] in ("failure", "error")]
    return text + "".join(f"\n- `{row['test']}`: {row['why']}\n" for row in bad) + told


def latency(results: Sequence[Data]) -> str:
    """Return the single-window latency from and to CPU memory: median and 95th percentile."""
    rows = [row for row in rows_of(results, "inference", "speed") if row["batch"] == 1]
    at = look_up(rows, "network", "mode", "precision")
    wanted = [("eager", "fp32"), ("graph", "fp32"), ("graph", "tf32"), ("graph", "bf16"), ("graph", "fp16")]

    def both(row: Row) -> str:
        middle, high = cell(row, "latency_ms"), cell(row, "latency_95_ms")
        return f"{middle} ({high})" if "latency_ms" in row else middle

    lines = [(f"`{name}`", *(both(at(name, *way)) for way in wanted)) for name in in_order(rows)]
    return markdown_table(("network", *(f"{mode}, {how}" for mode, how in wanted)), lines)


def calls(results: Sequence[Data]) -> str:
    """Whole calls of the recogniser."""
    rows = rows_of(results, "inference", "recogniser")
    lines = [
        (f"`{row['network']}`", row["batch"], cell(row, "latency_ms"), cell(row, "latency_95_ms"))
        for row in rows
    ]
    return markdown_table(("model", "windows", "median, ms", "95th percentile, ms"), lines)


def throughput(results: Sequence[Data]) -> str:
    """Windows per second by batch size: eager float32, and as a graph in every precision."""
    rows = rows_of(results, "inference", "speed")
    at = look_up(rows, "network", "batch", "mode", "precision")
    batches = sorted(set(in_order(rows, "batch")))
    lines = []
    for name in in_order(rows):
        for mode, how in (("eager", "fp32"), *(("graph", how) for how in PRECISIONS)):
            figures = [cell(at(name, batch, mode, how), "windows_per_s") for batch in batches]
            if any(figures):
                lines.append((f"`{name}`", mode, how, *figures))
    return markdown_table(("network", "way", "precision", *map(str, batches)), lines)


def differences(results: Sequence[Data]) -> str:
    """Largest difference of a probability from float32, and the share of decisions that stay."""
    rows = rows_of(results, "inference", "difference")
    at = look_up(rows, "network", "precision")
    hows = in_order(rows, "precision")

    def both(row: Row) -> str:
        return f"{cell(row, 'largest')} ({row['agree']:.1%})" if "agree" in row else cell(row, "largest")

    lines = [(f"`{name}`", *(both(at(name, how)) for how in hows)) for name in in_order(rows)]
    return markdown_table(("network", *hows), lines)


def compiled(results: Sequence[Data]) -> str:
    """torch.compile beside the others, in one run."""
    rows = rows_of(results, "compiled", "speed")
    at = look_up(rows, "network", "batch", "mode")
    made = look_up(rows_of(results, "compiled", "compile"), "network", "batch")
    modes = ("eager", "graph", "compile", "compile + graph")
    keys = dict.fromkeys((row["batch"], row["precision"], row["network"]) for row in rows)
    lines = [
        (
            f"`{name}`",
            batch,
            how,
            *(cell(at(name, batch, mode), "ms") for mode in modes),
            number(made(name, batch).get("compile_s")),
            number(made(name, batch).get("largest")),
        )
        for batch, how, name in keys
    ]
    heads = ("network", "batch", "precision", *(f"{mode}, ms" for mode in modes), "compiling, s", "apart")
    return markdown_table(heads, lines)


def training(results: Sequence[Data]) -> str:
    """Windows per second of training steps, and of the program's own trainer."""
    rows = [row for row in rows_of(results, "training", "steps") if "precision" in row]
    at = look_up(rows, "network", "batch", "mode", "precision")
    keys = dict.fromkeys((row["network"], row["batch"], row["mode"]) for row in rows)
    lines = []
    for key in sorted(keys, key=lambda key: (in_order(rows).index(key[0]), key[1], key[2])):
        base, best = at(*key, "fp32").get("windows_per_s"), at(*key, "bf16").get("windows_per_s")
        ratio = f"{best / base:.2f}" if base and best else ""
        figures = [cell(at(*key, how), "windows_per_s") for how in PRECISIONS]
        lines.append((f"`{key[0]}`", *key[1:], *figures, ratio))
    own = [
        (row["network"], row["precision"], cell(row, "windows_per_s"))
        for row in rows_of(results, "training", "trainer")
    ]
    return (
        markdown_table(("network", "batch", "way", *PRECISIONS, "bf16 / fp32"), lines)
        + "\nWith windows cut afresh on the CPU, one process, as `python main.py train` does:\n\n"
        + markdown_table(("trainer", "precision", "windows/s"), own)
    )


def epochs(results: Sequence[Data]) -> str:
    """The big networks, and alpha."""
    lines = [
        (
            f"`{row['network']}`",
            row.get("alpha", 16),
            row["precision"],
            row.get("steps", ""),
            cell(row, "step_ms"),
            cell(row, "windows_per_s"),
            number(row.get("tenth_s")),
            number(row.get("epoch_s")),
            number(row.get("peak_gib")),
        )
        for kind in ("epoch", "alpha")
        for row in rows_of(results, "epochs", kind)
    ]
    heads = ("network", "alpha", "precision", "steps", "step, ms", "windows/s", "tenth, s", "epoch, s")
    return markdown_table((*heads, "peak, GiB"), lines)


def distributed(results: Sequence[Data]) -> str:
    """One training on every GPU against the same alone."""
    keys = ("processes", "backend", "loss_apart", "probability_apart", "alone_s", "shared_s", "error")
    rows = rows_of(results, "distributed", "distributed")
    lines = [tuple(number(row.get(key)) for key in keys) for row in rows]
    heads = ("processes", "by", "losses apart", "probabilities apart", "alone, s", "together, s", "error")
    return markdown_table(heads, lines)


SECTIONS = {
    "tests": (("Tests", tests),),
    "inference": (
        ("Single-window latency from and to CPU memory, ms: median (95th percentile)", latency),
        ("Latency of a complete call of the recogniser, with preprocessing", calls),
        ("Throughput by batch size, windows/s", throughput),
        ("Largest difference of probabilities from fp32 (share of unchanged decisions)", differences),
    ),
    "compiled": (("torch.compile, ms per batch", compiled),),
    "training": (("Training throughput, windows/s", training),),
    "epochs": (("An epoch of NTU RGB+D: 40,091 windows, batch 40", epochs),),
    "distributed": (("Distributed training vs. a single process", distributed),),
}


def left_out(data: Data) -> str:
    """Return how many measurements of which networks were skipped for lack of time."""
    missing = Counter(str(row["network"]) for row in data["rows"] if row["kind"] == "left out")
    names = ", ".join(f"{network} ({count})" for network, count in missing.items())
    ended = "" if data["finished"] else "Ended at its time limit. "
    return ended + (f"Measurements skipped for lack of time: {names}." if names else "")


def page_text(results: Sequence[Data]) -> str:
    """Return all tables, machine by machine."""
    text = ""
    for gpu in dict.fromkeys(str(data["machine"]["gpu"]) for data in results):
        own = {data["part"]: data for data in results if data["machine"]["gpu"] == gpu}
        text += f"## {gpu}\n"
        for part, sections in SECTIONS.items():
            if part not in own:
                continue
            data = own[part]
            for heading, table in sections:
                text += f"\n### {heading}\n\n{table([data])}"
            parts = [*data["machine"].items(), *data["versions"].items()]
            told = ", ".join(f"{key} {value}" for key, value in parts if value and key != "gpu")
            text += f"\n{left_out(data)}\n\n{data['date']}, {data['seconds']:.0f} s; {told}.\n"
    return text or "No GPU has been measured yet.\n"


def write_page(page: Path, results: Sequence[Data], template: Path) -> None:
    """Fill the tables into a page; one that is not there yet begins as ``template``."""
    if not page.exists():
        replace_text(page, template.read_text(encoding="utf-8"), make_folders=True)
    fill_in(page, "gpu", page_text(results))


def short_table(results: Sequence[Data]) -> str:
    """Return the main figures as plain text."""
    speed = rows_of(results, "inference", "speed")
    at = look_up(speed, "network", "batch", "mode", "precision")
    apart = look_up(rows_of(results, "inference", "difference"), "network", "precision")
    steps = look_up(rows_of(results, "training", "steps"), "network", "mode", "precision")
    by_batch = sorted(speed, key=lambda row: row["batch"])
    most = {row["network"]: row["batch"] for row in by_batch if "ms" in row}
    heads = (
        "network",
        "1: eager",
        "graph ms",
        "batch",
        "fp32 w/s",
        "bf16 w/s",
        "apart",
        "train",
        "bf16",
    )
    lines = [heads]
    for name in in_order(speed):
        big = most.get(name, 1)
        mode = "graph" if at(name, big, "graph", "fp32") else "eager"
        lines.append(
            (
                name,
                cell(at(name, 1, "eager", "fp32"), "latency_ms"),
                cell(at(name, 1, "graph", "fp32"), "latency_ms"),
                str(big),
                cell(at(name, big, mode, "fp32"), "windows_per_s"),
                cell(at(name, big, mode, "bf16"), "windows_per_s"),
                cell(apart(name, "bf16"), "largest"),
                cell(steps(name, "eager", "fp32"), "windows_per_s"),
                cell(steps(name, "eager", "bf16"), "windows_per_s"),
            )
        )
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    text = "\n".join("  ".join(word.rjust(w) for word, w in zip(line, widths, strict=True)) for line in lines)
    return f"{text}\n{tests(results)}"

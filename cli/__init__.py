"""Command line: one module per command, with its options, its implementation and its terminal output."""

from cli import (
    attention,
    convert,
    datasets,
    demo,
    evaluate,
    evaluate_everyday,
    evaluate_stream,
    export,
    info,
    label,
    live,
    networks,
    prepare,
    record,
    replay,
    results,
    train,
    train_everyday,
)

COMMANDS = (
    live,
    replay,
    record,
    demo,
    attention,
    convert,
    info,
    label,
    datasets,
    prepare,
    train,
    evaluate,
    results,
    networks,
    train_everyday,
    evaluate_everyday,
    evaluate_stream,
    export,
)
"""In the order of ``--help``."""

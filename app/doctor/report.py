"""The findings as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from app.doctor.finding import Finding
from streaming.printable import counted, printable
from streaming.program import NAME, program_version

FOUND = 3
"""Exit code if there is a problem."""


def lines(finding: Finding) -> Iterator[str]:
    """Return a finding as lines of text: what, why, and what to do."""
    yield printable(f"{finding.status:<8} {finding.found}")
    if finding.why:
        yield printable(f"         why: {finding.why}")
    if finding.remedy:
        yield printable(f"         do:  {finding.remedy}")


def verdict(findings: Sequence[Finding]) -> str:
    """Return the last line: how many problems and warnings there are."""
    count = Counter(finding.status for finding in findings)
    parts = [counted(count[status], status) for status in ("problem", "warning") if count[status]]
    return " and ".join(parts) if parts else "No problems found"


def title() -> str:
    """Return the first line: the program and its version."""
    return f"{NAME} {program_version()}"


def as_text(findings: Sequence[Finding]) -> str:
    """Return the whole report as text, with a final line break."""
    body = [line for finding in findings for line in lines(finding)]
    return "\n".join([title(), "", *body, "", verdict(findings)]) + "\n"


def as_json(findings: Sequence[Finding]) -> str:
    """Return the report as JSON, by the standard library: others may be missing."""
    data = {
        "program": NAME,
        "version": program_version(),
        "problems": sum(finding.status == "problem" for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(data, indent=1)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 0, or 3 if there is a problem."""
    return FOUND if any(finding.status == "problem" for finding in findings) else 0

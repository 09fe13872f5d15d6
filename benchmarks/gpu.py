"""GPU benchmark and tests in one command: latency and throughput, training, large networks, NCCL.

Run it as ``python -m benchmarks.gpu``. It needs torch with CUDA, the few packages of :data:`NEEDS`, and no
network. Each part is a separate process with a time budget, and saves its results after every network, so
that a part that hangs, crashes or is slow does not affect the others. Results go to
``results/gpu/MACHINE-PART.json``, the tables generated from them to docs/gpu.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from streaming.writers.atomic import replace_text

ROOT = Path(__file__).resolve().parents[1]
FORMAT = 1
NEEDS = ("torch", "numpy", "safetensors", "msgspec", "onnxruntime", "rich", "pytest", "hypothesis")
"""Packages that must be installed; torch, to be of use, with CUDA."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Part of the benchmark.

    Attributes:
        about: what it measures.
        weight: its share of the remaining time, relative to later parts.
    """

    about: str
    weight: float


PARTS = {
    "tests": Part("the tests marked gpu", 3.0),
    "distributed": Part("one training on every GPU", 2.0),
    "inference": Part("latency and throughput", 3.0),
    "training": Part("training steps", 1.5),
    "epochs": Part("a tenth of an epoch of the big networks", 2.0),
    "compiled": Part("torch.compile", 2.5),
}
SPENT = 0.86
"""Share of the budget that the parts are given; the rest is for what cannot be interrupted."""
SHOWN = 12
"""Errors of single figures that are printed; all are in the results."""
_INI = """[pytest]
markers =
    slow: takes more than about ten seconds
    gpu: needs a CUDA device
addopts = -ra --import-mode=importlib
"""
_STAND_INS = """
import importlib.abc, importlib.machinery, importlib.util, sys, types

class Anything(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name, (Exception,), {})

class Empty(types.ModuleType):
    __path__ = []
    __getattr__ = Anything.__getattr__

class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("certifi", "mcap", "platformdirs", "zstandard"):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        return Empty(spec.name)
    def exec_module(self, module):
        pass

sys.meta_path.append(StandIns())
"""
"""A plugin of pytest: what reads and writes recordings, and no test of a GPU uses, may be missing."""


def slug(name: str) -> str:
    """Return a machine's name in a form suitable for file names."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


# In a part's process


def gpu_tests(limit_s: float) -> Iterator[Row]:
    """Run the tests marked gpu, file by file, those of several processes last."""
    end = time.monotonic() + limit_s
    files = [
        path for path in (ROOT / "tests").rglob("test_*.py") if "mark.gpu" in path.read_text(encoding="utf-8")
    ]
    for path in sorted(files, key=lambda path: ("distributed" in path.name, path)):
        yield from tests_of(path, end - time.monotonic())


def tests_of(path: Path, limit_s: float) -> Iterator[Row]:
    """Run a file's tests marked gpu, without the plugins and fixtures that other tests need."""
    wrong: Row = {"kind": "tests", "file": path.name}
    with tempfile.TemporaryDirectory() as folder:
        ini, report = Path(folder, "pytest.ini"), Path(folder, "report.xml")
        ini.write_text(_INI, encoding="utf-8")
        Path(folder, "gpu_stand_ins.py").write_text(_STAND_INS, encoding="utf-8")
        command = [
            *(sys.executable, "-m", "pytest", "-c", str(ini), "--rootdir", str(ROOT), "-m", "gpu", "-q"),
            *("--noconftest", "-p", "gpu_stand_ins", "-p", "no:cacheprovider", "-W", "default"),
            *(f"--junitxml={report}", str(path)),
        ]
        paths = os.pathsep.join(filter(None, [str(ROOT), folder, os.environ.get("PYTHONPATH")]))
        env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": paths}
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=env,
                capture_output=True,
                text=True,
                timeout=max(1.0, limit_s),
                check=False,
            )
        except subprocess.TimeoutExpired:
            yield wrong | {"error": "did not end in time"}
            return
        if not report.exists():
            words = (done.stdout + done.stderr).strip().splitlines()
            yield wrong | {"error": " | ".join(words[-3:])[:400]}
            return
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            row: Row = {"kind": "test", "file": path.name, "test": case.get("name"), "outcome": "passed"}
            row["seconds"] = float(case.get("time") or 0)
            for kind in ("skipped", "failure", "error"):
                if (found := case.find(kind)) is not None:
                    text = (found.text or "").strip().splitlines()
                    why = found.get("message") or ""
                    row |= {"outcome": kind, "why": f"{why} {text[-1] if text else ''}".strip()[:300]}
            yield row


def run_part(name: str, out: Path, limit_s: float, cpu: bool) -> None:
    """Measure one part and save it after every row."""
    began = time.monotonic()
    import torch

    from benchmarks.gpu_timing import Clock, all_versions, machine, today  # torch only where it is needed

    device = torch.device("cpu" if cpu else "cuda:0")
    clock = Clock(limit_s - (time.monotonic() - began))
    if name == "tests":
        rows = gpu_tests(clock.left_s)
    elif name in ("inference", "compiled"):
        from benchmarks import gpu_inference

        rows = getattr(gpu_inference, name)(device, cpu, clock)
    else:
        from benchmarks import gpu_training

        work = {"training": gpu_training.steps, "epochs": gpu_training.epochs}
        rows = work.get(name, gpu_training.distributed)(device, cpu, clock)
    here = machine(device)
    data = {"format": FORMAT, "part": name, "about": PARTS[name].about, "machine": here, "date": today()}
    data |= {"versions": all_versions(), "finished": False, "seconds": 0.0}
    found: list[Row] = []
    path = out / f"{slug(here['gpu'])}-{name}.json"

    def save() -> None:
        data["seconds"] = round(time.monotonic() - began, 1)
        rounded = [{key: tidy(value) for key, value in row.items()} for row in found]
        text = json.dumps(data | {"rows": rounded}, indent=1) + "\n"
        replace_text(path, text, durable=False)  # hundreds of times: without waiting for the disk

    out.mkdir(parents=True, exist_ok=True)
    save()
    for row in rows:
        found.append(row)
        save()
    data["finished"] = True
    save()


def tidy(value: object) -> object:
    """Round to five digits."""
    return float(f"{value:.5g}") if isinstance(value, float) else value


# In the first process


def run_limited(command: list[str], limit_s: float) -> str:
    """Run a part with a time limit, after which its process group is terminated.

    Returns:
        The error, or nothing.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=errors, start_new_session=os.name == "posix"
        )
        try:
            code = process.wait(timeout=limit_s)
        except subprocess.TimeoutExpired:
            return f"ended after {limit_s:.0f} s, its limit"
        finally:
            if process.poll() is None:
                if os.name == "posix":
                    os.killpg(process.pid, signal.SIGKILL)
                process.kill()
                process.wait()
        if code == 0:
            return ""
        errors.seek(0)
        said = [line.strip() for line in errors.read().splitlines() if line.strip()]
        return f"ended with {code}: {said[-1][:300] if said else 'no message'}"


def run_all(names: list[str], out: Path, budget_s: float, cpu: bool) -> list[str]:
    """Run the parts sequentially, each with its share of the remaining time; return errors."""
    begin = time.monotonic()
    wrong = []
    for index, name in enumerate(names):
        left = SPENT * budget_s - (time.monotonic() - begin)
        share = left * PARTS[name].weight / sum(PARTS[other].weight for other in names[index:])
        hard = min(share + 0.06 * budget_s, 0.96 * budget_s - (time.monotonic() - begin))
        if share <= 0 or hard <= 0:
            wrong.append(f"{name}: no time left")
            continue
        command = [
            sys.executable,
            "-m",
            "benchmarks.gpu",
            "--part",
            name,
            "--out",
            str(out),
            "--budget-s",
            f"{share:.1f}",
        ]
        said = run_limited(command + ["--cpu"] * cpu, hard)
        at = time.monotonic() - begin
        print(f"[{at:5.0f} s] {name}: {said or 'done'}", flush=True)
        if said:
            wrong.append(f"{name}: {said}")
    return wrong


def missing_packages() -> str:
    """Return which packages are missing; empty if none is."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    return f"no module {', '.join(missing)}" if missing else ""


def no_gpu() -> str:
    """Return why there is no usable GPU, determined in a separate process; empty if there is one."""
    code = "import torch; print(torch.__version__, torch.cuda.is_available())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        return f"torch cannot be imported: {done.stderr.strip().splitlines()[-1]}"
    version, there = done.stdout.split()[-2:]
    return "" if there == "True" else f"no CUDA device is usable with torch {version}"


def main() -> int:
    """Measure all parts or one of them, or regenerate the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--budget-s", type=float, default=240.0, help="end within so many seconds (240)")
    parser.add_argument("--out", type=Path, help="folder of the results (results/gpu)")
    parser.add_argument("--page", type=Path, help="page to fill in (docs/gpu.md, or gpu.md in --out)")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--cpu", action="store_true", help="tiny networks on a CPU, to try it out")
    parser.add_argument("--tables", action="store_true", help="make the tables again and measure nothing")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    out = (args.out or ROOT / ("runs/gpu-on-cpu" if args.cpu else "results/gpu")).resolve()
    if args.part:
        run_part(args.part, out, args.budget_s, args.cpu)
        return 0
    names = [name for name in args.parts.split(",") if name]
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"--parts {','.join(unknown)}: expected some of {', '.join(PARTS)}")
    if not args.budget_s >= 20:
        parser.error(f"--budget-s {args.budget_s:g}: expected 20 or more")
    wrong: list[str] = []
    if not args.tables:
        if why := missing_packages():
            print(
                f"error: {why}; expected {', '.join(NEEDS)}. Install what is missing by pip", file=sys.stderr
            )
            return 2
        if not args.cpu and (why := no_gpu()):
            expected = "an NVIDIA GPU, its driver and a CUDA build of torch"
            print(f"error: {why}; expected {expected}. Try it out with --cpu", file=sys.stderr)
            return 2
        wrong = run_all(names, out, args.budget_s, args.cpu)
    from benchmarks.gpu_page import load, short_table, write_page

    results = load(out)
    page = args.page or (ROOT / "docs" / "gpu.md" if out == ROOT / "results" / "gpu" else out / "gpu.md")
    write_page(page, results, ROOT / "docs" / "gpu.md")
    print(short_table(results))
    errors = [
        f"{part['part']}: {row.get('network', row.get('file', ''))} {row.get('mode', '')}: {row['error']}"
        for part in results
        for row in part["rows"]
        if "error" in row
    ]
    for line in list(dict.fromkeys(errors))[:SHOWN]:
        print(line)
    failed = [row for part in results for row in part["rows"] if row.get("outcome") in ("failure", "error")]
    for line in wrong + [f"failed: {row['test']}: {row['why']}" for row in failed]:
        print(line)
    print(f"{out} and {page}")
    broken = [line for line in wrong if "its limit" not in line and "no time left" not in line]
    return 1 if broken or failed else 0


if __name__ == "__main__":
    sys.exit(main())

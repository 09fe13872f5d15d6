"""Process that fuzzes one target: by atheris, guided by the branches that are reached, or at random.

Nothing of the project is imported before atheris can instrument it.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

LONGEST = 64 * 1024
_TOKENS = [
    *(b"NaN", b"Infinity", b"null", b"-1", b"1e999", b"[[", b"{}", b'"', b",", b";", b"\n", b"2147483647"),
    *(b"EVENTS1\0", b"\xff\xff\0\0", b"\x24\x01\0\0", b"\x90\x18\0\0", b"x\x9c", b"Joints", b"Position"),
    *(b"Tracked", b"TrackingId", b"cameraX", b"bodies", b"joints", b"frames", b"SpineBase_x", b"time_ms"),
]
# An input that neither ends nor can be interrupted, as inside of a C library, ends the process.
_DEAD_S = 60


def guided(atheris: ModuleType, options: argparse.Namespace) -> None:
    """Fuzz with atheris; libFuzzer ends the process itself."""
    with atheris.instrument_imports(include=["streaming", "mans", "app"]):
        target, runner, watched = _made(options)
    corpus = _seeded(options, target)
    words = options.work / "words"
    words.write_text(
        "".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in _TOKENS), "ascii"
    )
    longest = min(LONGEST, max(4096, 2 * max(len(seed) for seed in _seeds(options, target))))
    flags = [f"-max_total_time={options.seconds}", f"-max_len={longest}", f"-dict={words}", "-reload=0"]
    flags += [f"-seed={options.seed}", f"-timeout={_DEAD_S}", "-rss_limit_mb=0", "-print_final_stats=1"]
    flags += [f"-artifact_prefix={options.work}/died-"]

    def mutate(content: bytes, most: int, seed: int) -> bytes:
        """Change structure half of the time, bytes the other half."""
        rng = random.Random(seed)
        if rng.random() < 0.5:
            made: bytes = atheris.Mutate(content, most)
            return made
        made = target.mutate(content, rng)
        return made[:most]

    atheris.Setup([sys.argv[0], *flags, str(corpus)], runner, custom_mutator=mutate)
    with watched():
        atheris.Fuzz()


def unguided(options: argparse.Namespace) -> None:
    """Fuzz with random damage."""
    target, runner, watched = _made(options)
    rng, seeds = random.Random(options.seed), _seeds(options, target)
    end_s = time.monotonic() + options.seconds
    with watched():
        while time.monotonic() < end_s:
            content = rng.choice(seeds)
            for _ in range(rng.randint(1, 4)):
                content = target.mutate(content, rng) if rng.random() < 0.7 else _random_bytes(content, rng)
            runner(content)
    _tell(runner.inputs, len(runner.kinds))


def _made(options: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Return the target, its runner, and what watches over inputs."""
    from tools.fuzzing.runner import Runner, watched
    from tools.fuzzing.targets import target

    made = target(options.target)
    inputs = options.work / "inputs"
    inputs.mkdir()
    return made, Runner(made, inputs, options.kept, _tell), watched


def _seeds(options: argparse.Namespace, target: Any) -> list[bytes]:
    folder = options.work / "seeds"
    folder.mkdir(exist_ok=True)
    return list(target.seeds(folder))


def _seeded(options: argparse.Namespace, target: Any) -> Path:
    """Return the folder of the corpus, with the seeds in it."""
    corpus: Path = options.corpus
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds(options, target)):
        (corpus / f"seed{number}").write_bytes(seed)
    return corpus


def _tell(inputs: int, failures: int) -> None:
    """Tell the command how far it is, by a line of JSON."""
    sys.__stdout__.write(json.dumps([inputs, failures]) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def _random_bytes(content: bytes, rng: random.Random) -> bytes:
    """Overwrite, insert, cut or repeat bytes."""
    at = rng.randrange(len(content) + 1)
    changes: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at] + rng.randbytes(4) + content[at + rng.choice([1, 4, 100]) :],
        lambda: content[:at] + rng.choice(_TOKENS) + content[at:],
        lambda: content[:at] + content[at + rng.choice([1, 30, len(content)]) :],
        lambda: content[:at] + content[max(0, at - 200) :],
    )
    return rng.choice(changes)()


def main() -> None:
    """Read the command line, and fuzz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    for name, kind in (("seconds", int), ("seed", int), ("work", Path), ("kept", Path), ("corpus", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    options = parser.parse_args()
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        unguided(options)
    else:
        guided(atheris, options)


if __name__ == "__main__":
    main()

"""Speed-up of stepping the three branches' GRUs together over separate ``torch.nn.GRU``.

Run it as ``python -m benchmarks.tarm``. Both variants compute the same (``tests/mans`` shows it) and are
timed in turn within one run on one thread, so that the ratio holds where the machine's speed drifts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import torch
from torch import Tensor, nn

from mans.networks.branches import COORDINATES
from mans.networks.tarm import Memory

ROUNDS, FRAMES, UNITS = 25, 50, 64


def seconds(run: Callable[[], object]) -> float:
    """Processor seconds of one call: they count this program's work alone, whatever else runs beside it."""
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> None:
    """Print median milliseconds and their ratio for inference and training at several batch sizes."""
    torch.set_num_threads(1)
    together = Memory(UNITS)
    apart = [nn.GRU(UNITS, UNITS, batch_first=True, bidirectional=True) for _ in range(COORDINATES)]

    def one_by_one(x: Tensor) -> Tensor:
        outputs = [gru(branch)[0].chunk(2, dim=2) for gru, branch in zip(apart, x, strict=True)]
        return torch.stack([forward + backward for forward, backward in outputs])

    print("batch  pass       nn.GRU x 3   together   ratio")
    for batch in (1, 8, 16, 40):
        x = torch.randn(COORDINATES, batch, FRAMES, UNITS)
        for name, train in (("inference", False), ("training", True)):

            def run(forward: Callable[[Tensor], Tensor], x: Tensor = x, train: bool = train) -> None:
                if train:
                    forward(x).sum().backward()
                else:
                    with torch.inference_mode():
                        forward(x)

            for forward in (one_by_one, together):  # warm up
                run(forward)
            times = [
                (seconds(lambda: run(one_by_one)), seconds(lambda: run(together))) for _ in range(ROUNDS)
            ]
            before, after = median(t[0] for t in times), median(t[1] for t in times)
            ratio = median(t[0] / t[1] for t in times)
            print(f"{batch:5d}  {name:<9}  {before * 1e3:7.1f} ms  {after * 1e3:6.1f} ms  {ratio:6.2f}")


if __name__ == "__main__":
    main()

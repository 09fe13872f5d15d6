"""Frame rates, drops and latency of the live pipeline, on a video played in real time like a camera.

Run it as ``python -m benchmarks.chain CLIP.mp4 --pose-model pose_landmarker_lite.task``. The video goes
through capture, pose, window and recogniser on their threads; a loop that polls 60 times per second replaces
the window. Latency is measured from the decoding of an image. Image sizes matter: ``--width 640`` shrinks
each image first, as a camera would be asked to.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming.pipeline.chain import Chain
from streaming.recognition.assignment import Assignment
from streaming.sources.opencv import import_cv2
from streaming.sources.pose_step import pose_step
from streaming.sources.source import FindPose, Image
from streaming.sources.video import Video
from streaming.tracking.one_euro import SMOOTHING

LOOKS_HZ = 60.0
MODEL = Path(__file__).resolve().parents[1] / "models" / "everyday-mans-evidence.safetensors"


class Shrunk(Video):
    """Video with downscaled images, as from a camera."""

    def __init__(self, path: Path, width: int | None, like_camera: bool) -> None:
        """Open a video; ``width`` is in pixels, None for the original size."""
        super().__init__(path, speed=1.0, live=like_camera)
        self._width, self._cv2 = width, import_cv2()
        self.ready = threading.Event()

    def __iter__(self) -> Iterator[Image]:
        """Yield downscaled images once the pose model is loaded."""
        self.ready.wait()
        for image in super().__iter__():
            if self._width is None:
                yield image
                continue
            height = round(image.rgb.shape[0] * self._width / image.rgb.shape[1])
            area = self._cv2.INTER_AREA
            yield replace(image, rgb=self._cv2.resize(image.rgb, (self._width, height), interpolation=area))


def main() -> None:
    """Play the video through the chain and print its health report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("video", type=Path, help="clip of a person")
    parser.add_argument("--pose-model", type=Path, required=True, help="pose_landmarker_*.task")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--people", type=int, default=1)
    parser.add_argument("--width", type=int, help="shrink images to this width, in pixels")
    parser.add_argument("--wait", action="store_true", help="wait as for a file, in place of dropping")
    args = parser.parse_args()

    use_one_thread()  # beside MediaPipe faster than two
    recogniser = Recogniser.load(args.model, "cpu")
    source = Shrunk(args.video, args.width, like_camera=not args.wait)
    assignment = Assignment(recogniser, recogniser.window, recogniser.decision)
    step = pose_step(args.pose_model, args.people, smoothing=SMOOTHING)

    def load_first() -> AbstractContextManager[FindPose[Image]]:
        loaded = step()
        source.ready.set()
        return loaded

    chain = Chain(source, assignment, pose=load_first, health_span_s=3600.0)
    results = sights = 0
    with chain:
        source.ready.wait()
        start, used = time.perf_counter(), time.process_time()
        while not chain.finished:
            results += len(chain.results())
            sight = chain.sight()
            if sight is not None:
                sights += 1
                chain.painted(sight)
            time.sleep(1 / LOOKS_HZ)
        took, cpu = time.perf_counter() - start, time.process_time() - used
        health = chain.health()
    print(f"{args.video.name}: {source.count} images at {source.rate_hz:.2f} Hz, played in {took:.1f} s")
    posed = health.durations["pose"].count
    rates = (f"{posed / took:.1f} poses", f"{sights / took:.1f} looked at", f"{results / took:.1f} answers")
    print(f"per second: {', '.join(rates)}")
    print(f"processor: {cpu / took:.2f} cores, {cpu / posed * 1e3:.1f} ms an image whose pose was found")
    for name, took_ms in health.durations.items():
        print(f"{name:<12} median {took_ms.median_ms:7.1f} ms   95 % below {took_ms.p95_ms:7.1f} ms")
    drops = ", ".join(f"{number} x {cause}" for cause, number in health.drops.items())
    print("drops        " + (drops or "none"))


if __name__ == "__main__":
    main()

"""One window through the network, and whom the libraries want to talk to meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.doctor.child import ask
from app.doctor.finding import Finding
from app.doctor.libraries import LIBRARIES, installed_packages
from streaming.program import install

SLOW_MS = 100.0
"""Windows are cut every 0.1 s."""

_RECOGNISE = """
import time
contacts = []
def watch(event, given):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        contacts.append(str(given[0]))
    elif event in ("socket.connect", "socket.sendto") and isinstance(given[1], tuple):
        contacts.append(str(given[1][0]))
sys.addaudithook(watch)
from mans.bundled import MODEL, SAMPLES
from mans.device import use_one_thread
from mans.recogniser import Recogniser
from streaming import read_recording, recognise
use_one_thread()
start = time.perf_counter()
recogniser = Recogniser.load(MODEL, "cpu")
loaded = time.perf_counter() - start
answer = next(iter(recognise(read_recording(SAMPLES / "squat.skeleton"), recogniser)))
window, times = answer.prediction.window, []
for _ in range(20):
    start = time.perf_counter()
    prediction = recogniser(window)
    times.append(time.perf_counter() - start)
best, probability = prediction.top(1)[0]
tell({"window_ms": 1e3 * sorted(times)[len(times) // 2], "load_s": loaded, "device": recogniser.device,
      "answer": best, "probability": float(probability), "contacts": sorted(set(contacts))})
"""

SILENT = ("mediapipe", "onnxruntime")
"""Libraries whose versions beyond those of the dependencies report to their makers."""


def check_recognition() -> Iterator[Finding]:
    """Recognise a window of a bundled recording with the bundled model, and watch for network contacts."""
    reply = ask(_RECOGNISE, timeout_s=120.0)
    if not reply.told:
        yield Finding(
            "problem",
            f"No window could be recognised: {reply.failure or 'no answer'}",
            "this is what the program is for",
            "Mend what is named above first; if nothing is, this is a bug: please report it",
        )
        return
    said = reply.told[0]
    text = f"One window takes {said['window_ms']:.1f} ms on {said['device']}"
    details = {name: said[name] for name in ("window_ms", "load_s", "device", "answer", "probability")}
    if said["window_ms"] > SLOW_MS:
        yield Finding("warning", text, "live, ten windows a second are due", "Close other programs", details)
    else:
        yield Finding("ok", text, details=details)
    if said["contacts"]:
        yield Finding(
            "warning",
            f"A library wanted to reach {', '.join(said['contacts'])} while a window was recognised",
            "the program itself talks to nobody then",
            "Install the tested versions: see the libraries above",
        )


def check_contacts(packages: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Name installed versions that are known to report to their makers.

    Args:
        packages: installed versions by name; None for those of this Python.
    """
    from app.doctor.libraries import is_beyond

    packages = installed_packages() if packages is None else packages
    loud = [each for each in LIBRARIES if each.package in SILENT and is_beyond(each, packages)]
    for each in loud:
        yield Finding(
            "warning",
            f"{each.package} {packages[each.package]} sends usage data to its makers",
            "a program that films people should talk to nobody"
            + ("; poses are refused with it" if each.package == "mediapipe" else ""),
            install(each.requirement),
        )
    if not loud:
        yield Finding("ok", "No library here is known to contact anybody")

"""Findings of the checks of the computer in the window's language; the report to be copied stays in English.

The checks themselves know no Qt: they run where it is missing, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.doctor.finding import Finding
from app.model.language import later, tr
from app.model.patterns import Patterns
from streaming.printable import printable

PATTERNS = Patterns(
    (
        # Every check.
        later("{title}: not checked, as {modules} cannot be found"),
        later("see the libraries above"),
        later("{title}: the check failed ({error})"),
        later("what it would have found is unknown"),
        # Python and its libraries.
        later("the libraries have wheels for Python {versions}"),
        later("{oldest} to {newest}"),
        later("Install one of these and put {name} into it, e.g. {command}"),
        later("a Python of {bits} bits"),
        later("the libraries have wheels for 64 bits only"),
        later("Install the 64-bit Python"),
        later("no virtual environment ({path})"),
        later("other programs in the same Python may need other versions of the same libraries"),
        later("{command}, or use Python 3.12"),
        later("{good} of {all} libraries are installed and work"),
        later("without it: {purpose}"),
        later("nothing works"),
        later("models and settings cannot be read"),
        later("the bundled models cannot be run"),
        later("no poses from cameras and videos"),
        later("no cameras and videos"),
        later("no window"),
        later("no figures (attention)"),
        later("no command but this one can print"),
        later("settings and pose models have no folder"),
        later("no window: settings cannot be shared"),
        later("pose models cannot be downloaded"),
        later("recordings cannot be written"),
        later("recordings cannot be read"),
        later("no training, no custom actions"),
        later("MediaPipe has no wheels for Intel Macs"),
        later("recordings of skeletons work, cameras do not"),
        later("{package} is not installed"),
        later("{packages} not installed"),
        later("{package} is installed and cannot be imported: {error}"),
        later("{command}; for a missing lib*.so, see the system libraries below"),
        later("{module} is there, but not from the package {package}"),
        later("only this package's versions are tested"),
        later("{package}, where {requirement} is tested"),
        later("other versions may not work, or talk to the network"),
        later("only training, teaching custom actions and models without an ONNX export need them"),
        later("{packages} are both installed"),
        later("they overwrite each other's {module}: which one works is chance"),
        later("PySide6 {version} with Python {python}"),
        later("together they abort within seconds of drawing: PySide6 loses references to None there"),
        later("No known conflicts between packages"),
        # The system, its display and its GPU.
        later("The wheels for this system bring all libraries"),
        later("{count} system libraries are there"),
        later("{name} is missing (Debian, Ubuntu: {package})"),
        later("{purpose} cannot be loaded without it"),
        later("A window can be opened ({display})"),
        later("there is no window; {command} need none"),
        later("No NVIDIA GPU with a driver; none is needed"),
        later("torch is not installed, so models run on the CPU"),
        later("one window takes a few milliseconds there; a GPU is for training"),
        later("torch cannot be asked for a GPU: {error}"),
        later("it is not used"),
        later("torch {version} uses it: {name}"),
        later("torch {version} does not use the GPU"),
        later("it is built for {target}; training takes longer"),
        later("Install a CUDA build of torch that fits the driver (docs/dependencies.md, Which torch)"),
        # Cameras.
        later("Cameras cannot be listed: {error}"),
        later("their names are unknown"),
        later("No camera was found"),
        later("live recognition needs one; videos and recordings do not"),
        later("Plug one in, or: {commands}"),
        later("Camera {name}"),
        later("{camera} may not be used by you"),
        later("live recognition cannot open it"),
        later("{command}, then log in again"),
        later("{camera} gives no image: {how}"),
        later("it does not open"),
        later("it gives no image"),
        later("live recognition cannot use it"),
        later("Close other programs that use it; on macOS and Windows allow camera access in the settings"),
        later("{camera}, and its images are black"),
        later("nobody can be seen in them"),
        later("Open its shutter, take off its cover, or switch on a light"),
        later("{camera}, after {seconds} s"),
        # Models.
        later("{path} differs from what is committed"),
        later("if it was not you who changed it, it is damaged"),
        later("Bundled models: {names}"),
        later("{path} is damaged: {why}"),
        later("its checksum is another one"),
        later("it is no safetensors file"),
        later("{found} bytes, where it says {whole}"),
        later("it is no JSON"),
        later("it holds no JSON object"),
        later("it names no actions"),
        later("{path} cannot be read ({error})"),
        later("it is part of the program"),
        later("No list of the installed files"),
        later("damage to them goes unnoticed"),
        later("{count} installed files are whole, the bundled models among them"),
        later("the model cannot be used"),
        later("No models in {folder}"),
        later("nothing can be recognised"),
        later("Pose model {name}: {path}"),
        later("no poses can be found with it"),
        later("Remove it; {command} downloads it again"),
        later("No pose model in {folder} yet"),
        later("cameras and videos need one; {command} downloads {size} MB once"),
        later("Without a network, fetch {address} elsewhere and put it into this folder"),
        # Preferences, and room for recordings.
        later("No preferences yet ({path})"),
        later("Preferences: {path}"),
        later("the window starts with its defaults"),
        later("Make it yours to read and write"),
        later("Remove it: {command}"),
        later("{path} cannot be written"),
        later("choices are forgotten"),
        later("Make it and its folder yours to write"),
        later("The preferences name a {kind} that is not there: {path}"),
        later("model"),
        later("pose model"),
        later("the bundled or downloaded one is used instead"),
        later("Choose another one in the window's settings"),
        later("Recordings: {rest}"),
        later("Pose models: {rest}"),
        later("{folder}: cannot be asked for its room ({error})"),
        later("{folder}: the disk is full ({room} MB free)"),
        later("a recording ends when the disk is full"),
        later("Make room, or choose another folder in the settings (--recordings DIR)"),
        later("Choose another folder in the settings (--recordings DIR)"),
        later("{folder}: may not be written to"),
        later("nothing can be saved there"),
        later("{folder}: cannot be written to ({error})"),
        later("{folder}: {room} GB free, {speed} MB/s"),
        later("a recording with images takes gigabytes an hour"),
        later("Make room"),
        later("a recording with images may lose frames"),
        later("Record to another disk"),
        # One window through the network, and the network contacts.
        later("No window could be recognised: {error}"),
        later("this is what the program is for"),
        later("Mend what is named above first; if nothing is, this is a bug: please report it"),
        later("One window takes {time} ms on {device}"),
        later("live, ten windows a second are due"),
        later("Close other programs"),
        later("A library wanted to reach {addresses} while a window was recognised"),
        later("the program itself talks to nobody then"),
        later("Install the tested versions: see the libraries above"),
        later("{package} sends usage data to its makers"),
        later("a program that films people should talk to nobody"),
        later("a program that films people should talk to nobody; poses are refused with it"),
        later("No library here is known to contact anybody"),
        # Titles of the checks.
        later("Libraries"),
        later("Conflicts between packages"),
        later("System libraries"),
        later("Display"),
        later("Cameras"),
        later("Pose models"),
        later("Bundled models"),
        later("Preferences"),
        later("Room and speed for recordings"),
        later("One window through the network"),
        later("Network contacts"),
    )
)

_STATUS = {"ok": later("ok"), "note": later("note"), "warning": later("warning"), "problem": later("problem")}


def shown_lines(finding: Finding) -> Iterator[str]:
    """Return a finding as lines of text: what, why, and what to do."""
    why, remedy = tr("why"), tr("do")
    yield printable(f"{tr(_STATUS[finding.status]):<9} {PATTERNS.translated(finding.found)}")
    if finding.why:
        yield printable(f"{'':<9} {why}: {PATTERNS.translated(finding.why)}")
    if finding.remedy:
        yield printable(f"{'':<9} {remedy}: {PATTERNS.translated(finding.remedy)}")

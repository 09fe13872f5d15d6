"""Models, samples and documentation that come with the program.

In a source tree they lie in ``models/``, ``samples/`` and ``docs/``; a wheel has them inside this package.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from streaming.paths import exists
from streaming.program import checkout

_INSTALLED = Path(str(files("mans"))) / "_bundled"
_ROOT = _INSTALLED if (_source := checkout()) is None else _source

MODELS = _ROOT / "models"
SAMPLES = _ROOT / "samples"
DOCS = _ROOT / "docs"
MODEL = MODELS / "everyday-mans-evidence.safetensors"
"""The model that is used unless another one is named."""
SAMPLE = SAMPLES / "tai_chi.skeleton"
"""The recording to try the program with: an action is announced in it."""


def models() -> tuple[str, ...]:
    """Return the names of the bundled models, the usual one first."""
    names = sorted(path.stem for path in MODELS.glob("*.safetensors"))
    return tuple(sorted(names, key=lambda name: name != MODEL.stem))


def no_model_remedy() -> str:
    """Return the remedy of an error about a model's file that is missing."""
    return f"Check the path, or name a bundled model: {', '.join(models())}"


def model_named(text: str) -> Path:
    """Return the model file of a path, or of a bundled model's name such as ``ut-kinect-mans9``.

    A file of that name in the current folder goes first.
    """
    path = Path(text)
    return MODELS / f"{text}.safetensors" if text in models() and not exists(path) else path

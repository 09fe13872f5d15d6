"""What the best network gets wrong where a target is missed: pairs of classes, and subjects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import mean

from mans.datasets import title_of
from mans.evaluation.comparison import summarise
from mans.evaluation.doc_pages import confusion_picture
from mans.evaluation.published import TARGETS, best_of
from mans.evaluation.results import Results
from streaming.printable import counted

_SUBJECT = re.compile(r"(?<![a-z0-9])(?:s\d+)+(?!\d)")
_PAIRS, _SUBJECTS = 4, 3


def misses_markdown(results: Sequence[Results]) -> str:
    """Return, for each protocol below its target, the commonest confusions and a confusion matrix.

    Args:
        results: complete results, of which confusion matrices are drawn.
    """
    summaries = summarise(results)
    parts = []
    for target in TARGETS:
        best = best_of(summaries, target)
        if best is None or target.percent is None or 100 * mean(best.accuracies) >= target.percent:
            continue
        own = [
            each
            for each in results
            if (each.data, each.protocol, each.recipe.name) == (best.data, best.protocol, best.recipe)
        ]
        title = f"{title_of(target.data)}, {target.protocol}, `{best.recipe}`"
        name = confusion_picture(best.data, best.protocol, best.recipe)
        seeds = counted(len(best.seeds), "seed")
        parts.append(
            f"**{title}**, {seeds}: {best.tested - best.right} of {best.tested} wrong. "
            f"{_confusions(own)} {_subjects(own)}\n\n"
            f"![Confusion matrix of {title.replace('`', '')}](pictures/{name}.png)\n"
        )
    return "\n".join(parts)


def _confusions(results: Sequence[Results]) -> str:
    pairs: Counter[tuple[str, str]] = Counter()
    performed: Counter[str] = Counter()
    for each in results:
        for fold in each.folds:
            performed.update(fold.truth)
            pairs.update((t, p) for t, p in zip(fold.truth, fold.predicted, strict=True) if t != p)
    most = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:_PAIRS]
    return f"Most often {', '.join(f'*{t}* as *{p}* ({n} of {performed[t]})' for (t, p), n in most)}."


def _subjects(results: Sequence[Results]) -> str:
    """Return the subjects with the largest share of wrong predictions; nothing if names have no subject."""
    tested: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in results:
        for fold in each.folds:
            for sample, truth, predicted in zip(fold.samples, fold.truth, fold.predicted, strict=True):
                if found := _SUBJECT.search(sample):
                    tested[found[0]] += 1
                    wrong[found[0]] += truth != predicted
    most = sorted(tested, key=lambda who: (-wrong[who] / tested[who], who))[:_SUBJECTS]
    if not most:
        return ""
    who = "pair" if any(name.count("s") > 1 for name in most) else "subject"
    return (
        f"Largest shares by {who}: {', '.join(f'{name} ({wrong[name]} of {tested[name]})' for name in most)}."
    )

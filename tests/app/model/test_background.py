"""Tasks on threads of their own: what they leave behind."""

from __future__ import annotations

import gc
import weakref

from app.model.background import Task
from app.model.preferences import PreferenceStore


class Held:
    """Something that a weak reference can point at."""


def test_a_task_that_is_done_holds_nothing_but_its_outcome():
    given, wrong = Held(), Held()
    watched = [weakref.ref(given), weakref.ref(wrong)]

    def work(given: Held = given) -> int:
        return id(given)

    def fail(wrong: Held = wrong) -> int:
        raise ValueError("the disk is full")

    done, failed = Task("work", work), Task("fail", fail)
    assert done.result() == id(given) and isinstance(failed.error(), ValueError)
    failed._error = None  # its traceback holds what the function was called with
    del given, wrong, work, fail
    gc.collect()
    assert [each() for each in watched] == [None, None]


def test_choices_are_saved_in_their_order_and_those_saved_are_let_go(tmp_path):
    store = PreferenceStore(tmp_path / "preferences.json", {})
    tasks = []
    for people in (2, 3, 1, 4):
        store.change(people=people)
        tasks.append(weakref.ref(store._saving))
    store.close()
    gc.collect()
    assert [task() is not None for task in tasks] == [False, False, False, True]
    assert PreferenceStore(tmp_path / "preferences.json", {}).current.people == 4

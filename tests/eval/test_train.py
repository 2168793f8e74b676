"""The documents that models are trained on."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from filters.labeller import load_model
from tests.eval.train import Task, Work


def test_joints_are_learnt_from_glued_spam() -> None:
    task = Task("train", 192, 1, 3, None)
    choices = task.meet(load_model())
    joints = [choice for choice in choices if choice.right > 1]
    assert len(joints) > 17
    for choice in joints:
        at = choice.right // 2 - 1
        assert 0 < at < choice.last - choice.first
        assert choice.may_part[at]
    again = task.meet(load_model())
    assert all(np.array_equal(one.code, other.code) for one, other in zip(choices, again, strict=True))


def test_a_training_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    done = []

    def make() -> list[int]:
        done.append(1)
        return [1, 2]

    def fail() -> list[int]:
        raise KeyboardInterrupt

    folder = tmp_path / "work"
    work = Work(folder, "a plan")
    assert work.once("one", make) == [1, 2]
    with pytest.raises(KeyboardInterrupt):
        work.once("another", fail)
    again = Work(folder, "a plan")
    assert again.once("one", fail) == [1, 2]
    assert again.once("another", make) == [1, 2]
    assert len(done) == 2
    assert again.gathering("pages", list)() == []
    with pytest.raises(SystemExit, match="begun with other options or sources"):
        Work(folder, "another plan")
    again.clear()
    assert not folder.exists()


def is_mapped(array: Any) -> bool:
    return isinstance(array, np.memmap) or (array is not None and is_mapped(getattr(array, "base", None)))


def test_large_arrays_are_not_kept_in_memory(tmp_path: Path) -> None:
    found = {"large": np.arange(300_000).reshape(2, -1).T, "small": np.arange(3), "other": np.ones(200_000)}
    kept = Work(tmp_path / "work", "a plan").once("arrays", lambda: found)
    for name, array in found.items():
        assert np.array_equal(kept[name], array)
    assert [name for name in found if is_mapped(kept[name])] == ["large", "other"]
    kept["other"][0] = 7  # here, not in what is kept
    again = Work(tmp_path / "work", "a plan")
    assert again.once("arrays", dict)["other"][0] == 1
    again.clear()
    assert not any(tmp_path.iterdir())


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("something", encoding="utf-8")
    with pytest.raises(SystemExit, match="not empty"):
        Work(tmp_path, "a plan")
    assert (tmp_path / "thesis.txt").exists()
    # What is left of a plan that was removed belongs to no other.
    folder = tmp_path / "work"
    Work(folder, "a plan").once("one", list)
    (folder / "plan").unlink()
    with pytest.raises(SystemExit, match="not begun by a training"):
        Work(folder, "another plan")

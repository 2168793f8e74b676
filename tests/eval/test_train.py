"""The documents that models are trained on."""

import numpy as np

from filters.labeller import load_model
from tests.eval.train import Task


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

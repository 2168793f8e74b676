"""The wording as it is learnt."""

import numpy as np
import pytest

from filters.train.examples import FOLDS
from filters.train.wording import fit_wording, read
from tests.filters.train.examples_made import NO_TORCH, examples

pytest.importorskip("torch", reason=NO_TORCH)


def test_the_wording_of_a_fold_is_learnt_from_the_others() -> None:
    dice = np.random.default_rng(1)
    lessons = [read(example, dice) for example in examples(40)]
    ngrams = fit_wording([lessons[:20], lessons[20:]])
    for fold in range(FOLDS):
        first, second = ([one for one in some if one.fold != fold] for some in (lessons[:20], lessons[20:]))
        assert np.array_equal(ngrams[fold], fit_wording([first, second])[-1])
    assert not np.array_equal(ngrams[-1], fit_wording([lessons[20:]])[-1])
    assert ngrams.any(axis=1).all()

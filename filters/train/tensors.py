"""What all trainings do with PyTorch: begin, draw weights, go down, and give arrays; and the layers of ``filters.network``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from filters.arrays import Array
from filters.network import DILATIONS, REACH


def settle(seed: int) -> None:
    """Let PyTorch do the same each time; in one thread, as sums depend on how they are divided."""
    import torch

    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)


def draw_layers(shapes: Mapping[str, tuple[int, int]], dice: np.random.Generator) -> dict[str, Any]:
    """Weights [inputs, outputs] that keep the spread of what they are given (LeCun et al. 1998), and biases."""
    drawn = {}
    for name, shape in shapes.items():
        drawn[name] = dice.normal(0, np.sqrt(1 / shape[0]), shape)
        drawn[f"{name}_bias"] = np.zeros(shape[1])
    return drawn


def draw_taps(names: Iterable[str], width: int, dice: np.random.Generator) -> dict[str, Any]:
    """Weights [rows, columns] of the convolutions of these names, which weigh column by column."""
    rows = 2 * REACH + 1
    return {f"{name}_taps": dice.normal(0, rows**-0.5, (rows, width)) for name in names}


def to_tensors(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Weights that learn."""
    import torch

    return {
        name: torch.tensor(array.astype(np.float32), requires_grad=True) for name, array in arrays.items()
    }


def to_arrays(tensors: Mapping[str, Any]) -> dict[str, Array]:
    """What weights have become, by the names of ``Model.layers``."""
    return {name: np.asarray(tensor.detach().numpy(), np.float32) for name, tensor in tensors.items()}


class Descent:
    """Goes down the slope of a loss in a known number of steps, at a pace that grows and then fades (``OneCycleLR``)."""

    def __init__(self, weights: Mapping[str, Any], pace: float, steps: int) -> None:
        import torch

        self._parameters = list(weights.values())
        self._optimizer = torch.optim.AdamW(self._parameters, weight_decay=0.02)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, pace, total_steps=steps)

    def step(self, loss: Any) -> None:
        """Move the weights."""
        import torch

        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        self._schedule.step()


def dense(weights: Mapping[str, Any], name: str, values: Any) -> Any:
    """What ``network.dense`` does."""
    import torch

    return torch.relu(values @ weights[name] + weights[f"{name}_bias"])


def drop(values: Any, share: float, *, learns: bool = True) -> Any:
    """The values without a share of them, drawn anew each time; all of them where nothing is learnt."""
    import torch

    return torch.nn.functional.dropout(values, share, training=learns)


def look_around(
    weights: Mapping[str, Any],
    name: str,
    hidden: Any,
    mask: Any,
    dropout: float = 0.0,
    *,
    learns: bool = True,
) -> Any:
    """What ``network.look_around`` does, for many pages side by side; ``dropout``: before each convolution."""
    import torch

    width = hidden.shape[-1]

    def in_order(values: Any) -> Any:  # by pages, rows, columns: a fourth faster
        return values[:, :, None].contiguous(memory_format=torch.channels_last)

    for number, dilation in enumerate(DILATIONS):
        layer, bias = weights[f"{name}{number}"], weights[f"{name}{number}_bias"]
        alone = f"{name}{number}_taps" in weights  # whether each column is weighed by itself
        if alone:
            kernel = weights[f"{name}{number}_taps"].t()[:, None]
        else:
            kernel = layer.view(2 * REACH + 1, width, width).permute(2, 1, 0)
        around = torch.nn.functional.conv2d(
            in_order(drop(hidden, dropout, learns=learns).transpose(1, 2)),
            in_order(kernel),
            None if alone else bias,
            padding=(0, REACH * dilation),
            dilation=(1, dilation),
            groups=width if alone else 1,
        )[:, :, 0].transpose(1, 2)
        hidden = hidden + torch.relu(around @ layer + bias if alone else around) * mask
    return hidden

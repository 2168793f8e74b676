"""Builds pages with injected spam and exact truth, for training and evaluating the filter."""

from .corpus import controls, negatives, samples
from .parts import PARTS
from .sample import Sample, mask_of
from .vocabulary import families, negative_kinds

__all__ = ["PARTS", "Sample", "controls", "families", "mask_of", "negative_kinds", "negatives", "samples"]

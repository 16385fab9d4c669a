"""Logistic regression: weights that turn a few signs into a probability."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RIDGE = 1e-2
"""Keeps the weights finite even if a line parts the two kinds."""


def logistic_regression(signs: Floats, target: Floats) -> Floats:
    """The likeliest weights by Newton's method, the constant last, shape = (signs + 1,).

    signs : shape (examples, signs)
    target : 0 or 1 for each example
    """
    inputs = np.c_[signs, np.ones(len(signs))]
    weights = np.zeros(inputs.shape[1])
    ridge = RIDGE * np.eye(len(weights))
    for _ in range(30):
        guess = 1 / (1 + np.exp(-np.clip(inputs @ weights, -50, 50)))
        curvature = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + ridge
        weights += np.linalg.solve(curvature, inputs.T @ (target - guess) - ridge @ weights)
    return weights

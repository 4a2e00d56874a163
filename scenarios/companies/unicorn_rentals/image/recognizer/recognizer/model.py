"""The classifier: a softmax over the features. Learns, saves, loads, guesses."""

from dataclasses import dataclass
from pathlib import Path

import numpy

PATH = Path(__file__).with_name("model.npz")


@dataclass(frozen=True)
class Guess:
    """The most likely breed and how sure we are, 0..1."""

    breed: str
    confidence: float


@dataclass(frozen=True)
class Model:
    """weights has the shape (features + 1, breeds); the last row is the bias."""

    breeds: tuple[str, ...]
    weights: numpy.ndarray

    def guess(self, vector: numpy.ndarray) -> Guess:
        chances = softmax(numpy.append(vector, 1.0) @ self.weights)
        best = int(chances.argmax())
        return Guess(self.breeds[best], round(float(chances[best]), 4))

    def save(self, path: Path = PATH) -> None:
        numpy.savez(path, breeds=numpy.array(self.breeds), weights=self.weights.astype("float32"))


def load(path: Path = PATH) -> Model:
    with numpy.load(path) as file:
        return Model(tuple(str(breed) for breed in file["breeds"]), file["weights"])


def learn(vectors: numpy.ndarray, labels: list[str], rounds: int = 600, rate: float = 2.0, decay: float = 1e-4) -> Model:
    """Plain gradient descent on the cross entropy. vectors: (pictures, features)."""
    breeds = tuple(sorted(set(labels)))
    inputs = numpy.hstack([vectors, numpy.ones((len(vectors), 1))])
    truth = numpy.array([[label == breed for breed in breeds] for label in labels], dtype=float)
    weights = numpy.zeros((inputs.shape[1], len(breeds)))
    for _ in range(rounds):
        weights -= rate * (inputs.T @ (softmax(inputs @ weights) - truth) / len(inputs) + decay * weights)
    return Model(breeds, weights)


def softmax(scores: numpy.ndarray) -> numpy.ndarray:
    powers = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)

"""Learn the breeds from drawings and write model.npz. Held-out drawings say how good it is."""

import numpy
from unicorn_art import BREEDS
from unicorn_art.png import photograph, png

from .features import features
from .model import Model, learn
from .pictures import read

LEARNED, HELD_OUT = range(0, 60), range(1000, 1020)


def sample(breed: str, seed: int) -> numpy.ndarray:
    return features(read(png(photograph(breed, seed))))


def dataset(seeds: range) -> tuple[numpy.ndarray, list[str]]:
    pairs = [(sample(breed, seed), breed) for breed in BREEDS for seed in seeds]
    return numpy.array([vector for vector, _ in pairs]), [breed for _, breed in pairs]


def accuracy(model: Model, seeds: range = HELD_OUT) -> float:
    vectors, labels = dataset(seeds)
    return sum(model.guess(vector).breed == label for vector, label in zip(vectors, labels, strict=True)) / len(labels)


def main() -> None:
    model = learn(*dataset(LEARNED))
    score = accuracy(model)
    if score < 0.95:
        raise SystemExit(f"only {score:.1%} of the held-out drawings are right; the model was not written")
    model.save()
    print(f"{score:.1%} of the held-out drawings are right")


if __name__ == "__main__":
    main()

"""The process that composes films: reads Material from its input and answers with the film, until the input is closed."""

import gc
import os
import pickle
import sys

from scoring.afterwards.film.composing import compose_film

SELDOM = 100_000  # new objects between two looks for garbage: a film is a great many that all stay until it is done
NICE = 10  # lower than what the day itself needs


def main() -> None:
    os.nice(NICE)
    gc.set_threshold(SELDOM)
    films, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            material = pickle.load(films)
        except EOFError:
            return
        try:
            answer: bytes | str = compose_film(material)
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    main()

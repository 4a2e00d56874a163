"""Asks the pipeline over HTTP, as the `release` command does."""

import json
import os
import urllib.error
import urllib.request

from gameday.workshop.inside.git_commands import Answer

ADDRESS = os.environ.get("UNICORN_PIPELINE", "http://pipeline:8070")
LONGEST_ANSWER = 200_000  # bytes


def request(path: str, body: Answer | None = None) -> Answer:
    """One request, a POST if there is a body.

    Returns {"text": the answer}, {"away": why the pipeline does not answer} or {"wrong": its error message}.
    """
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, data), timeout=3) as answer:
            return {"text": answer.read(LONGEST_ANSWER).decode(errors="replace")}
    except urllib.error.HTTPError as error:
        return {"wrong": sentence_of(error.read(LONGEST_ANSWER).decode(errors="replace"))}
    except OSError as error:
        return {"away": str(error)}


def sentence_of(answer: str) -> str:
    """What the pipeline says is wrong: the `error` of its JSON, or all of an answer that is none."""
    try:
        return str(json.loads(answer)["error"])
    except (ValueError, KeyError, TypeError):
        return answer

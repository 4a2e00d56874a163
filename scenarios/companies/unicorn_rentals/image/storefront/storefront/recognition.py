"""Asks the recognizer which breed is in a picture."""

import http.client
import json
from dataclasses import dataclass

from . import settings


class Unavailable(Exception):
    """The recognizer does not answer; the message says why."""


class Refused(Exception):
    """The recognizer will not take this picture; carries its HTTP status and its sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Guess:
    breed: str
    confidence: float


class Recognizer:
    def __init__(self, config: settings.Recognizer) -> None:
        self.config = config

    def look_at(self, picture: bytes, request_id: str) -> Guess:
        """Raises Refused or Unavailable."""
        status, answer = self._ask("POST", "/recognise", picture, {"X-Request-Id": request_id})
        if status == 200:
            return Guess(answer["breed"], answer["confidence"])
        if status in (413, 415, 422):
            raise Refused(status, answer["error"])
        raise Unavailable(f"the recognizer answered {status}")

    def ping(self) -> None:
        """Raises Unavailable."""
        status, _ = self._ask("GET", "/healthz", None, {})
        if status != 200:
            raise Unavailable(f"the recognizer's health page answered {status}")

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, dict]:
        connection = http.client.HTTPConnection(self.config.host, self.config.port, timeout=self.config.timeout_s)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unavailable(f"the recognizer: {error or type(error).__name__}") from error
        finally:
            connection.close()

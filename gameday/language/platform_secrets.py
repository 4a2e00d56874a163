"""The platform's own secrets, and how they are replaced by dots in what is kept of terminals and acts.

None of them should ever get into a sandbox: this is for the day on which one does.
"""

import re
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

LEAST_LENGTH = 8  # characters; what is shorter stands in other words too, as the “gameday” of a developer's database
DOTS = "•" * 8


def platform_secrets() -> list[str]:
    """As they are, and as they stand in addresses; the longest first."""
    known = (
        settings.SECRET_KEY,
        settings.METRICS_TOKEN,
        settings.DATABASES["default"].get("PASSWORD", ""),
        unquote(urlsplit(settings.REDIS_URL).password or ""),
    )
    both = {form for secret in known if len(secret) >= LEAST_LENGTH for form in (secret, quote(secret, safe=""))}
    return sorted(both, key=lambda secret: (-len(secret), secret))


def hide_secrets(text: str) -> str:
    """The text with dots in place of each secret."""
    secret_filter = SecretFilter()
    return secret_filter.passed(text) + secret_filter.rest()


class SecretFilter:
    """For text that comes in pieces: a secret may begin in one and end in another."""

    def __init__(self) -> None:
        self._secrets = platform_secrets()
        self._pattern = re.compile("|".join(map(re.escape, self._secrets)) or r"(?!)")
        self._longest = max(map(len, self._secrets), default=0)
        self._held = ""  # the end of what came, if a secret may begin there

    def passed(self, piece: str) -> str:
        """What may be kept of all that has come: without secrets, and without what is held until more comes."""
        text = self._pattern.sub(DOTS, self._held + piece)
        cut = self._possible_beginning(text)
        self._held = text[cut:]
        return text[:cut]

    def rest(self) -> str:
        """What was held, when nothing follows it: dots for as much of a secret as would be one by its length."""
        rest, self._held = self._held, ""
        return rest if len(rest) < LEAST_LENGTH else DOTS

    def _possible_beginning(self, text: str) -> int:
        """Where the earliest secret begins that may go on in the next piece; else the text's length."""
        for at in range(max(0, len(text) - self._longest + 1), len(text)):
            if any(secret.startswith(text[at:]) for secret in self._secrets):
                return at
        return len(text)

"""Limits how fast a shell is read: a large file comes quickly, endless output leaves the CPU to the other terminals."""

FLOOD_BYTES, FLOOD_SECONDS = 16 * 1024, 0.016  # more bytes than this within so many seconds count as a flood
FAST_RATE, SLOW_RATE = 4_000_000, 1_000_000  # bytes per second for a flood with credit, and for one without
UNSEEN_RATE = 320_000  # bytes per second for a flood in a terminal without people
CREDIT_BYTES = 12_000_000  # bytes; it grows back at SLOW_RATE


class ReadThrottle:
    """Counts the output of one shell. Times are seconds of the event loop's clock."""

    def __init__(self, now: float) -> None:
        self._breath_at = self._counted_at = now
        self._sprinted, self._credit = 0, float(CREDIT_BYTES)

    def passed(self, count: int, now: float, *, seen: bool) -> float:
        """Count new output. Returns for how many seconds the shell must not be read: 0 unless it floods.

        `seen`: there are people in the terminal.
        """
        since = now - self._breath_at
        if since > FLOOD_SECONDS:
            self._sprinted, since = 0, 0.0
            self._breath_at = now
        self._sprinted += count
        self._credit = min(CREDIT_BYTES, self._credit + (now - self._counted_at) * SLOW_RATE) - count
        self._counted_at = now
        if self._sprinted <= FLOOD_BYTES:
            return 0.0
        rate = UNSEEN_RATE if not seen else FAST_RATE if self._credit > 0 else SLOW_RATE
        return max(self._sprinted / rate - since, 0.0)

    def rested(self, now: float) -> None:
        """The shell is read again from now on."""
        self._breath_at, self._sprinted = now, 0

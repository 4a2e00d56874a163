"""How fast a shell may be read: a large file comes quickly, what never ends leaves the machine to the neighbours."""

FLOOD_BYTES, FLOOD_SECONDS = 16 * 1024, 0.016  # more bytes than that within so many seconds are a flood
FAST_RATE, SLOW_RATE = (
    4_000_000,
    1_000_000,
)  # bytes per second that a flood is let through, and one that has used up its credit
UNSEEN_RATE = 320_000  # the same while nobody looks
CREDIT_BYTES = 12_000_000  # bytes; it comes back at the rate of SLOW_RATE


class ReadThrottle:
    """Counts what one shell shows. Times are seconds of the event loop's clock."""

    def __init__(self, now: float) -> None:
        self._breath_at = self._counted_at = now
        self._sprinted, self._credit = 0, float(CREDIT_BYTES)

    def passed(self, count: int, now: float, *, seen: bool) -> float:
        """So many bytes have come. Returns the seconds that it has to rest: 0 unless it floods."""
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
        """Its rest is over, however long it was."""
        self._breath_at, self._sprinted = now, 0

"""How often a person may do something, counted in Redis for all processes together."""

import functools
import math
import time

from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError


def seconds_to_wait(what: str, who: int | str, rate: str) -> int:
    """Seconds until `who` may do `what` again; 0 where they may now, which is counted. `rate`: "10 per 20 seconds".

    Without Redis there is no limit: it spares the others' screens, and protects no data.
    """
    item, names = _item(rate), (settings.INSTALLATION, what, str(who))
    try:
        if _limiter().hit(item, *names):
            return 0
        return max(math.ceil(_limiter().get_window_stats(item, *names).reset_time - time.time()), 1)
    except RedisError:
        return 0


@functools.cache
def _item(rate: str) -> RateLimitItem:
    return parse(rate)


@functools.cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(settings.REDIS_URL))

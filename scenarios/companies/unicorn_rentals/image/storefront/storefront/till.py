"""The bank's till: takes the money for a booking. It is not ours, and may be slow, busy or away; bookings do not wait for it.

The same booking is always charged under the same key, so asking again costs nobody twice. A try that fails is followed by
a pause that grows, and differs; when the till keeps failing, it is left in peace for a while. Who could not be charged gets a bill.
"""

import http.client
import json
import random
import sys
from time import monotonic, sleep

from . import settings


class Unavailable(Exception):
    """The till does not take our money; the message says why."""


class Till:
    def __init__(self, config: settings.Till) -> None:
        self.config = config
        self._ill = False
        self._rest_until = 0.0

    def charge(self, key: str, customer: str, cents: int) -> bool:
        """Whether it is paid. If not, a bill goes out, under the same key."""
        for tried in range(self.config.tries):
            if not self._willing():
                break
            if tried:
                sleep(self.config.pause_s * 2**tried * random.uniform(0.5, 1.0))
            try:
                self._ask("POST", "/charges", {"customer": customer, "cents": cents}, {"Idempotency-Key": key})
            except Unavailable:
                continue
            self._ill, self._rest_until = False, 0.0
            return True
        self._fail()
        print(json.dumps({"event": "bill", "key": key, "customer": customer, "cents": cents}), file=sys.stdout, flush=True)
        return False

    def ping(self) -> None:
        """Raises Unavailable."""
        self._ask("GET", "/takings", None, {})

    def _willing(self) -> bool:
        """Not while the till rests; after that one may try, before all others do."""
        now = monotonic()
        if now < self._rest_until:
            return False
        if self._ill:
            self._rest_until = now + self.config.rest_s
        return True

    def _fail(self) -> None:
        if monotonic() >= self._rest_until:
            self._ill, self._rest_until = True, monotonic() + self.config.rest_s

    def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> dict:
        connection = http.client.HTTPConnection(self.config.host, self.config.port, timeout=self.config.timeout_s)
        try:
            connection.request(method, path, body and json.dumps(body), headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unavailable(f"the till: {error or type(error).__name__}") from error
        finally:
            connection.close()
        if response.status not in (200, 201):
            raise Unavailable(f"the till answered {response.status}")
        return answer

"""What a request needs, in one object; and the answers that are worth keeping for a while."""

from dataclasses import dataclass
from typing import Any

from . import settings
from .cache import Cache
from .database import Pool
from .journal import Journal
from .pricing import price_cents
from .recognition import Recognizer
from .stable import Stable
from .till import Till


@dataclass(frozen=True)
class Shop:
    settings: settings.Settings
    stable: Stable
    cache: Cache
    journal: Journal
    recognizer: Recognizer
    till: Till

    def catalogue(self, breed: str, page: int) -> dict[str, Any]:
        return self.cache.remember(f"catalogue:{breed}:{page}", self.settings.cache.catalogue_s, lambda: self.stable.page(breed, page))

    def leaders(self) -> list[dict[str, Any]]:
        return self.cache.remember("leaders", self.settings.cache.catalogue_s, self.stable.leaders)

    def price(self, unicorn_id: int, days: int) -> int | None:
        """In cents; None for a unicorn that we don't have."""
        return self.cache.remember(f"price:{unicorn_id}:{days}", self.settings.cache.price_s, lambda: self._price(unicorn_id, days))

    def _price(self, unicorn_id: int, days: int) -> int | None:
        unicorn = self.stable.unicorn(unicorn_id)
        return unicorn and price_cents(unicorn["day_cents"], days, unicorn["demand"])


def open_shop(config: settings.Settings) -> Shop:
    """Touches nothing yet: the shop opens whatever else is down."""
    return Shop(
        config, Stable(Pool(config.database)), Cache(config.cache), Journal(config.shop.journal), Recognizer(config.recognizer), Till(config.till)
    )

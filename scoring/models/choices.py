"""The codes that the referee's rows hold. Their labels are for people, in the language of whoever reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy


class EntryKind(models.TextChoices):
    """What a line of the ledger is about."""

    REVENUE = "revenue", _lazy("revenue")
    OBJECTIVE = "objective", _lazy("objective")
    SPEED = "speed", _lazy("speed bonus")
    HINT = "hint", _lazy("hint")
    ADJUSTMENT = "adjustment", _lazy("adjustment")
    REVERSAL = "reversal", _lazy("reversal")
    RESET = "reset", _lazy("reset to known-good")


class Journey(models.TextChoices):
    """The customers' journeys, in the order of their walk."""

    BROWSE = "browse", _lazy("Browse")
    PRICE = "price", pgettext_lazy("a customer's journey", "Price")
    BOOK = "book", pgettext_lazy("a customer's journey", "Book")
    RECOGNISE = "recognise", _lazy("Recognise")


class JourneyOutcome(models.TextChoices):
    """What a customer met. ERROR: the referee could not measure it, which is nobody's fault."""

    FULL = "full", pgettext_lazy("a customer's journey", "works")
    SLOW = "slow", pgettext_lazy("a customer's journey", "slow")
    FAILED = "failed", pgettext_lazy("a customer's journey", "fails")
    ERROR = "error", pgettext_lazy("a customer's journey", "not measured")

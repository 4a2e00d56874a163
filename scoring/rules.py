"""The rules of scoring: pure functions from readings and durations to points, and the tables of the rules page.

No clock, no database. tests/scoring/reference.csv holds an example of every rule that a facilitator can read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from gameday.models.schedule_mark import MOST_TIMES
from scenarios.choices import Outcome
from scenarios.probes.base import Reading
from scoring.models import Journey, JourneyOutcome

RESET_SERVICE = 20  # points that a team pays for it
RESET_COMPANY = 80  # points that a team pays for it
SPEED_SHARE = 50  # per cent of an incident's points: the bonus for closing it at once


@dataclass(frozen=True)
class Fare:
    """What one journey pays in one tick: `full` points (an even number) within `target_ms`, half when it is slower."""

    full: int
    target_ms: float

    @property
    def half(self) -> int:
        return self.full // 2


FARES: Mapping[str, Fare] = {
    Journey.BROWSE: Fare(full=2, target_ms=400),
    Journey.PRICE: Fare(full=2, target_ms=400),
    Journey.BOOK: Fare(full=4, target_ms=800),
    Journey.RECOGNISE: Fare(full=2, target_ms=2000),
}


@dataclass(frozen=True)
class JourneyMet:
    """How the customers of one journey fared in one tick. `paid` is in points, `ms` is how long the journey took.

    In a rush hour several have come; `came` counts those that could be measured, `missed` those of them who got nothing
    while others got something. Then the outcome is slow.
    """

    outcome: JourneyOutcome
    paid: int = 0
    ms: float = 0.0
    why: str = ""
    came: int = 1
    missed: int = 0

    @property
    def served(self) -> int:
        return 0 if self.outcome in (JourneyOutcome.FAILED, JourneyOutcome.ERROR) else self.came - self.missed

    @property
    def words(self) -> str:
        """How it went, for people."""
        if self.missed and self.served:
            return _("{served} of {came} served").format(served=self.served, came=self.came)
        return str(self.outcome.label)


@dataclass(frozen=True)
class RuleLine:
    """One row of the rules page."""

    what: str
    points: str


@dataclass(frozen=True)
class RuleSection:
    """One table of the rules page."""

    title: str
    lines: list[RuleLine]
    note: str


def journey_outcome(journey: str, reading: Reading) -> JourneyOutcome:
    """How a journey went, from the reading of its probe: within the target, slower, failed, or not measured."""
    if reading.outcome == Outcome.ERROR:
        return JourneyOutcome.ERROR
    if reading.outcome == Outcome.FAIL:
        return JourneyOutcome.FAILED
    return JourneyOutcome.FULL if reading.ms <= FARES[journey].target_ms else JourneyOutcome.SLOW


def journey_fare(journey: str, outcome: JourneyOutcome, last_paid: int = 0) -> int:
    """The points of one journey (DESIGN section 6). One that could not be measured pays `last_paid`, but never takes points."""
    price = FARES[journey]
    if outcome == JourneyOutcome.ERROR:
        return max(last_paid, 0)
    paid = {JourneyOutcome.FULL: price.full, JourneyOutcome.SLOW: price.half, JourneyOutcome.FAILED: -price.half}
    return paid[outcome]


def meet_journey(journey: str, reading: Reading, last_paid: int = 0) -> JourneyMet:
    """Outcome and points of one journey. `last_paid`: what it paid when it was last measured."""
    found = journey_outcome(journey, reading)
    return JourneyMet(found, journey_fare(journey, found, last_paid), round(reading.ms, 1), reading.why[:200])


def meet_crowd(
    journey: str, readings: Sequence[Reading], factor: int, last_paid: int = 0, last_factor: int = 1
) -> JourneyMet:
    """Outcome and points of a journey that `factor` customers make, of whom as many as there are readings were sent.

    `last_paid` is what the journey paid in the tick before, with `last_factor` customers: as much each pays for those that
    could not be measured, never less than 0, halves of a point for the team.
    """
    met = [meet_journey(journey, reading) for reading in readings]
    shares = crowd_shares(factor, len(met))
    measured = [(one, share) for one, share in zip(met, shares, strict=True) if one.outcome != JourneyOutcome.ERROR]
    came = sum(share for _one, share in measured)
    paid = sum(one.paid * share for one, share in measured)
    paid += ceil(max(last_paid, 0) * (factor - came) / last_factor)
    if not measured:
        return replace(met[0], paid=paid, came=factor)
    return _summed_up([one for one, _share in measured], paid, came, _missed(measured))


def crowd_shares(factor: int, walkers: int) -> list[int]:
    """For how many of `factor` customers each of so many walkers stands; the first ones for one more where it does not divide."""
    return [factor // walkers + (number < factor % walkers) for number in range(walkers)]


def _missed(measured: Sequence[tuple[JourneyMet, int]]) -> int:
    return sum(share for one, share in measured if one.outcome == JourneyOutcome.FAILED)


def _summed_up(met: Sequence[JourneyMet], paid: int, came: int, missed: int) -> JourneyMet:
    """What one line says of several customers: the slowest who was served, and the first complaint."""
    why = next((one.why for one in met if one.why), "")
    if missed == came:
        return JourneyMet(JourneyOutcome.FAILED, paid, max(one.ms for one in met), why, came)
    served = [one for one in met if one.outcome != JourneyOutcome.FAILED]
    perfect = not missed and all(one.outcome == JourneyOutcome.FULL for one in served)
    outcome = JourneyOutcome.FULL if perfect else JourneyOutcome.SLOW
    return JourneyMet(outcome, paid, max(one.ms for one in served), why, came, missed)


def speed_bonus(total: int, elapsed: float, estimate: float) -> int:
    """The bonus for an incident worth `total` points: SPEED_SHARE at once, falling linearly to zero at the estimate.

    `elapsed` and `estimate` are seconds of game time since the effect was verified; halves round up.
    """
    left = max(0.0, 1 - max(elapsed, 0.0) / estimate) if estimate > 0 else 0.0
    return int(total * SPEED_SHARE / 100 * left + 0.5)


def journeys_in_order(journeys: Mapping[str, Any]) -> dict[Journey, JourneyMet]:
    """An observation's `journeys` as dataclasses, in the order of Journey: a JSON column keeps no order."""
    return {journey: _met(**journeys[journey]) for journey in Journey if journey in journeys}


def _met(outcome: str, **numbers: Any) -> JourneyMet:
    return JourneyMet(JourneyOutcome(outcome), **numbers)


def flawless_tick_points() -> int:
    """The points that a shop without any fault earns in one tick."""
    return sum(price.full for price in FARES.values())


def rule_sections() -> list[RuleSection]:
    """The rules page's tables, from the numbers that the referee uses."""
    return [_customers(), _incidents(), _help(), _resets(), _fairness()]


def _customers() -> RuleSection:
    lines = [
        RuleLine(
            _("{title}: inside {target_ms:.0f} ms / slower / fails").format(
                title=Journey(name).label, target_ms=price.target_ms
            ),
            f"{price.full:+d} / {price.half:+d} / {-price.half:+d}",
        )
        for name, price in FARES.items()
    ]
    return RuleSection(
        _("Customers"),
        [
            *lines,
            RuleLine(_("A tick without a flaw"), f"{flawless_tick_points():+d}"),
            RuleLine(
                _("The same in a rush hour with {factor} times the customers, who all count").format(factor=MOST_TIMES),
                f"{flawless_tick_points() * MOST_TIMES:+d}",
            ),
            RuleLine(
                _("A tick of that rush hour in which everything fails"),
                f"{-sum(price.half for price in FARES.values()) * MOST_TIMES:+d}",
            ),
        ],
        _(
            "Every few seconds of game time four customers walk through each shop. What the referee could not measure "
            "pays as the last time that it could, and never takes points. A rush hour is said five minutes before it comes. "
            "Some of its customers may be served and others not; objectives look at one customer, as ever."
        ),
    )


def _incidents() -> RuleSection:
    return RuleSection(
        _("Incidents"),
        [
            RuleLine(_("Each objective"), _("as shown on its card")),
            RuleLine(
                _("Speed bonus, when an incident is closed at once"),
                _("+{share} % of its points").format(share=SPEED_SHARE),
            ),
            RuleLine(_("Speed bonus at the scenario's estimate, and later"), "0"),
            RuleLine(_("A wrong answer"), "0"),
            RuleLine(_("An update for the boss, told in time"), _("as shown on its card; no incident waits for it")),
        ],
        _(
            "An incident's clock starts when its effect has been verified, and stands still in a pause. The bonus falls in "
            "a straight line. After five wrong answers within a minute the next one has to wait."
        ),
    )


def _help() -> RuleSection:
    return RuleSection(
        _("Help"),
        [
            RuleLine(_("A hint"), _("its price, shown before you choose")),
            RuleLine(_("The same hint pressed twice, or by two of you at once"), _("charged once")),
            RuleLine(_("The first hint for a team that has been stuck for long"), "0"),
            RuleLine(_("A hint from a facilitator"), "0"),
        ],
        _("If the price changes while you make up your mind, you pay the lower one."),
    )


def _resets() -> RuleSection:
    return RuleSection(
        _("Reset to known-good"),
        [
            RuleLine(_("One service, by the Ops seat in the console"), f"{-RESET_SERVICE}"),
            RuleLine(_("The whole company"), f"{-RESET_COMPANY}"),
            RuleLine(_("The same reset pressed twice, or by two of you at once"), _("charged once")),
            RuleLine(
                _("An incident of which the reset has taken something out"),
                _("answers and keys still pay, mending and speed do not"),
            ),
            RuleLine(_("Incidents that burn when the whole company is reset"), _("closed; what was won stays")),
            RuleLine(_("Customers before a company that its team has reset"), _("a closed shop: every journey fails")),
        ],
        _("A reset that does not work gives its price back. What you had mended by hand before it stays yours."),
    )


def _fairness() -> RuleSection:
    return RuleSection(
        _("Fairness"),
        [
            RuleLine(_("An incident whose fault did not work"), _("voided: counts for nobody")),
            RuleLine(_("A voided incident"), _("its points, and what it cost in revenue, are reversed")),
            RuleLine(
                _("An incident that the facilitators mended"), _("answers and keys still pay, mending and speed do not")
            ),
            RuleLine(_("An adjustment by a facilitator"), _("with a reason that the team reads")),
        ],
        _("The ledger is never rewritten: a correction is a new line."),
    )

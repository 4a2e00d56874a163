"""Tells the control rooms which of Gameday's own processes were restarted. What restarts them is operations/running."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.background import restarts
from gameday.background.restarts import ProcessRestart
from gameday.models import GameDay
from gameday.models.choices import LAUNCHED, ActivityVerb

DEAF = _lazy("“{process}” lived, but did no work since {since}. It was restarted after {seconds} s.")
ENDED = _lazy("“{process}” ended at {since}. It was restarted after {seconds} s.")


def record_restarts(now: datetime) -> None:
    """Write what was restarted into the log of every game day that goes on."""
    where = {"redis_url": settings.REDIS_URL, "installation": settings.INSTALLATION}
    for restart in restarts.reported_restarts(**where):
        with transaction.atomic():
            for gameday in GameDay.objects.filter(state__in=LAUNCHED):
                _record(gameday, restart)
            if not restarts.forget_restart(restart, **where):
                transaction.set_rollback(True)  # another clock has told it


def _record(gameday: GameDay, restart: ProcessRestart) -> None:
    """The zone stands behind the time, because the text is stored and everybody reads the same."""
    since = timezone.localtime(datetime.fromtimestamp(restart.since, UTC))
    activity.record_activity(
        gameday,
        ActivityVerb.TROUBLE,
        DEAF if restart.deaf else ENDED,
        now=datetime.fromtimestamp(restart.at, UTC),
        process=restart.process,
        since=f"{since:%H:%M:%S %Z}",
        seconds=max(round(restart.at - restart.since), 0),
    )

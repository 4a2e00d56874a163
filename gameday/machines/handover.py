"""What a machine is handed when it joins: the settings of this installation, and rights of its own at the servers."""

import os
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote, urlsplit

import structlog
from django.conf import settings
from django.db import Error, transaction
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from gameday import states
from gameday.machines import arrival, broker_rights, database_rights, invitations
from gameday.models import HostInvitation
from gameday.models.choices import HostMove, HostStatus
from gameday.version import gameday_version
from scenarios.refusal import Refused

log = structlog.get_logger(__name__)

# What must be the same on all machines, as it was written here; what is not set has the same default there.
HANDED_ON = (
    "GAMEDAY_BASE_IMAGE",
    "GAMEDAY_SANDBOX_NETWORK",
    "GAMEDAY_PAGES_AT_ONCE",
    "GAMEDAY_TICK_SECONDS",
    "GAMEDAY_WARM_POOL",
    "GAMEDAY_TERMINAL_GRACE",
    "GAMEDAY_TERMINAL_IDLE",
    "GAMEDAY_RECORDING_DAYS",
    "GAMEDAY_RECORDING_KB",
    "GAMEDAY_RECORDING_HOURS",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "TIME_ZONE",
)


def hand_over(token: str, version: str, now: datetime) -> dict[str, str]:
    """The environment of the new host's processes. Uses the invitation up. Raises Refused, and then nothing was changed."""
    if version != gameday_version():
        invitations.usable_invitation(token, now)
        raise Refused(
            _(
                "This machine has Gameday {theirs}, the platform {ours}. Bring both to the same version; the invitation is not used up."
            ).format(theirs=version or "?", ours=gameday_version())
        )
    with transaction.atomic():
        taken = invitations.take_invitation(token, now)
        by = arrival.host_actor(taken.host)
        states.record_host_move(taken.host, HostStatus.INVITED, HostMove.JOINED, now=now, by=by)
        return _same_everywhere() | {
            "GAMEDAY_HOST": taken.host.name,
            "DATABASE_URL": _database_url(taken),
            "REDIS_URL": _redis_url(taken),
        }


def _same_everywhere() -> dict[str, str]:
    handed = {name: os.environ[name] for name in HANDED_ON if os.environ.get(name)}
    return handed | {
        "SECRET_KEY": settings.SECRET_KEY,
        "GAMEDAY_INSTALLATION": settings.INSTALLATION,
        "GAMEDAY_PUBLIC_URL": settings.PUBLIC_URL,
    }


def _database_url(taken: HostInvitation) -> str:
    """By a role of the host's own; where none can be made, by the platform's."""
    own = settings.DATABASES["default"]
    user, password = own["USER"], own["PASSWORD"]
    if database_rights.may_make_roles():
        user, password = database_rights.make_role(taken.host.name)
    parts = urlsplit(taken.database_url)
    return parts._replace(
        netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}", path=f"/{quote(own['NAME'])}"
    ).geturl()


def _redis_url(taken: HostInvitation) -> str:
    """By a user of the host's own; where none can be made, by the platform's."""
    own, parts = urlsplit(settings.REDIS_URL), urlsplit(taken.redis_url)
    user, password = own.username or "", own.password or ""
    if broker_rights.may_make_users():
        user, made, hashed = broker_rights.make_user(taken.host.name)
        password = quote(made, safe="")
        HostInvitation.objects.filter(pk=taken.pk).update(redis_user=user, redis_hash=hashed)
    login = f"{user}:{password}@" if user or password else ""
    return parts._replace(netloc=f"{login}{parts.netloc}", path=own.path or "/0").geturl()


def missing_rights() -> list[str]:
    """Why a host would get the platform's own rights, a sentence each with what that means."""
    found = []
    if not database_rights.may_make_roles():
        found.append(
            _(
                "PostgreSQL does not let Gameday make roles, so the host gets the platform's own. To take it away again, change "
                "the password of that role. With CREATEROLE it would get one of its own."
            )
        )
    if not broker_rights.may_make_users():
        found.append(
            _(
                "Redis does not let Gameday make users (it takes Redis 7 and the right to ACL), so the host gets the platform's "
                "own. To take it away again, change that password."
            )
        )
    return found


def take_rights_away(host_name: str, takes: list[Callable[[], None]]) -> list[str]:
    """Call each; returns the sentences of those that were refused."""
    said = []
    for take in takes:
        try:
            with transaction.atomic():
                take()
        except (Refused, Error, RedisError) as trouble:
            log.warning("rights_not_taken_away", host=host_name, why=str(trouble))
            said.append(str(trouble))
    return said

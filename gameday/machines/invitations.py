"""Inviting another machine: a row for it, a token that works once within an hour, and how it reaches the servers."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gameday import states
from gameday.configuration import HOST_NAME, LOCAL_HOST
from gameday.models import Host, HostInvitation
from gameday.models.choices import HostMove, HostStatus
from gameday.network import machine, public_address
from scenarios.refusal import Refused

VALID = timedelta(hours=1)


@dataclass(frozen=True)
class Servers:
    """Where a new machine reaches PostgreSQL and Redis: addresses without user, password and name."""

    database_url: str
    redis_url: str


def invite_host(
    name: str, servers: Servers, now: datetime, *, by: str, capacity: int = 0
) -> tuple[HostInvitation, str]:
    """The invitation and its token, which is stored nowhere. One that was made before for this name ends. Raises Refused."""
    if not re.fullmatch(HOST_NAME, name):
        raise Refused(
            _("A host's name is made of small letters, digits and dashes, 40 at most. “{name}” is not.").format(
                name=name
            )
        )
    with transaction.atomic():
        host = Host.objects.select_for_update().filter(name=name).first()
        if name == LOCAL_HOST or (host and host.status != HostStatus.INVITED):
            raise Refused(
                _("There is a host “{name}” already. Give the new one another name, or remove that one first.").format(
                    name=name
                )
            )
        before = host.status if host else HostMove.GONE
        host = host or Host(name=name)
        host.status, host.enabled, host.capacity = HostStatus.INVITED, True, capacity or host.capacity
        host.save()
        states.record_host_move(host, before, HostStatus.INVITED, now=now, by=by)
        host.invitations.filter(used_at=None).delete()
        token = secrets.token_urlsafe(24)
        made = HostInvitation(host=host, token_hash=_hash(token), made_at=now, expires_at=now + VALID)
        made.database_url, made.redis_url = servers.database_url, servers.redis_url
        made.save()
    return made, token


def take_invitation(token: str, now: datetime) -> HostInvitation:
    """The invitation, which is used by this: of two who come with the same token one gets it. Raises Refused."""
    found = usable_invitation(token, now)
    if not HostInvitation.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        raise Refused(_used(found))
    return found


def usable_invitation(token: str, now: datetime) -> HostInvitation:
    """The invitation, as it is. Raises Refused where it is none, used or old."""
    found = HostInvitation.objects.select_related("host").filter(token_hash=_hash(token)).first()
    if found is None:
        raise Refused(
            _("There is no such invitation, or a newer one has taken its place. `manage.py host invite` makes one.")
        )
    if found.used_at:
        raise Refused(_used(found))
    if now > found.expires_at:
        raise Refused(
            _(
                "This invitation of host “{name}” is older than an hour. `manage.py host invite {name}` makes a new one."
            ).format(name=found.host)
        )
    return found


def _used(found: HostInvitation) -> str:
    return _(
        "This invitation was used already, by host “{name}”. On that machine, start again without the address; for another "
        "machine make another invitation."
    ).format(name=found.host)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# The way to the servers ----------------------------------------------------------------------------------------------


def usual_servers(database_url: str = "", redis_url: str = "") -> Servers:
    """What was given; else the platform's own servers, at an address of this machine where it knows them by loopback. Raises Refused."""
    if settings.BEHIND_GATEWAY and not (database_url and redis_url):
        published = _published_by_compose()
        database_url, redis_url = database_url or published.database_url, redis_url or published.redis_url
    database, redis = settings.DATABASES["default"], urlsplit(settings.REDIS_URL)
    tls = f"?sslmode={database['OPTIONS']['sslmode']}" if "sslmode" in database.get("OPTIONS", {}) else ""
    own = f"postgres://{_from_outside(database['HOST'])}:{database['PORT'] or 5432}/{tls}"
    broker = f"{redis.scheme}://{_from_outside(redis.hostname or '')}:{redis.port or 6379}/"
    return Servers(
        _checked(database_url or own, ("postgres", "postgresql")), _checked(redis_url or broker, ("redis", "rediss"))
    )


def _published_by_compose() -> Servers:
    """Where docker-compose.yml publishes both; inside its network they have names that nobody else knows. Raises Refused."""
    bind = settings.SERVERS_BIND
    if not machine.listens_for_others(bind):
        raise Refused(
            _(
                "PostgreSQL and Redis of this platform are published at {address} alone, where no other machine reaches them. Set "
                "SERVERS_BIND in .env to an address of this machine, `docker compose up -d`, and invite again; or open a tunnel and "
                "name its ends by --database-url and --redis-url (docs/operating.md, Several machines)."
            ).format(address=bind)
        )
    host = urlsplit(settings.PUBLIC_URL).hostname if machine.leads_to_itself(bind) else bind  # 0.0.0.0 is no way
    return Servers(f"postgres://{host}:{settings.POSTGRES_PORT}/", f"redis://{host}:{settings.REDIS_PORT}/")


def _from_outside(host: str) -> str:
    if host and not host.startswith("/") and not machine.leads_to_itself(host):
        return host
    return next(iter(machine.lan_addresses()), "127.0.0.1")


def _checked(url: str, schemes: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(url)
        fine = (
            parts.scheme in schemes and parts.hostname and parts.port != 0 and not parts.username and not parts.password
        )
    except ValueError:
        fine = False
    if not fine:
        raise Refused(
            _(
                "“{url}” is no address of a server: {scheme}://host:port/ and perhaps ?options, without user and password."
            ).format(url=url, scheme=schemes[0])
        )
    return url


def problems_of_the_way(servers: Servers) -> list[str]:
    """What the new machine will probably not reach, and what others may read on the way: a sentence each."""
    found = (
        [public_address.problem_of_links()]
        if machine.leads_to_itself(urlsplit(settings.PUBLIC_URL).hostname or "")
        else []
    )
    if settings.PUBLIC_URL.startswith("http://"):
        found.append(
            _(
                "{url} is not https: who listens on the way reads the keys that the new machine is handed, and later what is "
                "typed. Do it in a network that you trust, or through a tunnel (docs/operating.md)."
            ).format(url=settings.PUBLIC_URL)
        )
    for name, url in (("PostgreSQL", servers.database_url), ("Redis", servers.redis_url)):
        if machine.leads_to_itself(urlsplit(url).hostname or ""):
            found.append(
                _(
                    "The new machine would look for {server} on itself, at {url}. Name its address, or open a tunnel there."
                ).format(server=name, url=url)
            )
        elif "ssl" not in url and not url.startswith("rediss"):
            found.append(_("The way to {server} ({url}) has no TLS.").format(server=name, url=url))
    return [each for each in found if each]


def silent_servers(servers: Servers) -> list[str]:
    """Servers at whose address nobody listens, seen from here: a sentence each."""
    found = []
    for name, url, usual_port in (("PostgreSQL", servers.database_url, 5432), ("Redis", servers.redis_url, 6379)):
        parts = urlsplit(url)
        if machine.leads_to_itself(parts.hostname or "") or machine.listens(
            parts.hostname or "", parts.port or usual_port
        ):
            continue
        found.append(
            _(
                "Nobody listens at {url}. Let {server} listen there, or open a tunnel and name its ends by --database-url and "
                "--redis-url (docs/operating.md, Several machines)."
            ).format(url=url, server=name)
        )
    return found

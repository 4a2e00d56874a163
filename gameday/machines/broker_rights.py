"""A host's own user of Redis: it takes work from its own queues alone, and reads nothing of other installations.

Redis forgets users when it is started again: the clock makes them anew, from the hash of the password.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from gameday.live import publish
from gameday.models import Host, HostInvitation
from scenarios.refusal import Refused

KEEP_EVERY = 5  # seconds from one look whether Redis still knows the users to the next
COMMANDS = ("+@all", "-@admin", "-@dangerous", "+info")
PRIORITY = "\x06\x16"  # what Celery puts between a queue's name and a priority


def user_of(host: str) -> str:
    return f"{settings.INSTALLATION}-host-{host}"


def may_make_users() -> bool:
    """Whether the platform's own user may make others; Redis before 7 has no rights fine enough."""
    try:
        name = f"{settings.INSTALLATION}-tried"
        _acl("SETUSER", name, "off", *_rules("tried"))
        _acl("DELUSER", name)
    except RedisError:
        return False
    return True


def make_user(host: str) -> tuple[str, str, str]:
    """Make the user, or give it a new password: (name, password, the password's SHA-256). Raises RedisError."""
    password = secrets.token_urlsafe(24)
    hashed = hashlib.sha256(password.encode()).hexdigest()
    _set_user(user_of(host), hashed, host)
    return user_of(host), password, hashed


def keep_users(now: datetime) -> None:
    """Every few seconds: users that Redis has forgotten are made anew."""
    held = HostInvitation.objects.exclude(redis_hash="").select_related("host")
    if not publish.redis_connection().set(publish.redis_key("hosts:users-kept"), 1, nx=True, ex=KEEP_EVERY):
        return
    for invitation in held:
        if _acl("GETUSER", invitation.redis_user) is None:
            _set_user(invitation.redis_user, invitation.redis_hash, invitation.host.name)


def take_user_away(host: Host) -> None:
    """Forget the user and end its connections. Raises Refused where Redis does not let us."""
    host.invitations.update(redis_user="", redis_hash="")
    try:
        _acl("DELUSER", user_of(host.name))
    except RedisError as error:
        raise Refused(
            _("Redis does not let Gameday take the user {user} away ({why}). Do it there: ACL DELUSER.").format(
                user=user_of(host.name), why=error
            )
        ) from error


def _set_user(name: str, hashed: str, host: str) -> None:
    _acl("SETUSER", name, "reset", "on", f"#{hashed}", *_rules(host))


def _rules(host: str) -> list[str]:
    """It may send work to every queue, and take it from its own alone; of all else that is Gameday's it may read and write."""
    own, celery = settings.INSTALLATION, f"{settings.INSTALLATION}:celery:"
    queues = [f"host.{host}", f"referee.{host}", f"*@host-{host}.dq2"]
    taken = [f"~{celery}{queue}" for queue in queues] + [f"~{celery}{queue}{PRIORITY}*" for queue in queues]
    # What all workers share: what was taken and not done yet, who is bound to what, how workers are asked how they are
    shared = [f"~{celery}{each}" for each in ("unacked*", "_kombu*", "*.celery.pidbox*", "celeryev*")]
    # Who listens to a pattern must be allowed that very pattern; Celery's workers listen to these.
    database = urlsplit(settings.REDIS_URL).path.strip("/") or "0"
    heard = [f"&{celery}/{database}.{each}" for each in ("celery.pidbox", "celeryev/worker.*")]
    spoken = f"&{own}:*"
    return [*taken, *shared, f"%W~{celery}*", *_all_but(f"{own}:", "celery:"), *heard, spoken, *COMMANDS]


def _all_but(beginning: str, word: str) -> list[str]:
    """Patterns of all keys that begin so and do not go on with the word: a letter of it differs."""
    return [f"~{beginning}{word[:place]}[^{letter}]*" for place, letter in enumerate(word)]


def _acl(*words: str) -> Any:
    return publish.redis_connection().execute_command("ACL", *words)

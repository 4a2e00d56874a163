"""HostInvitation: the right of one machine to become a host, once, and what it is told of the way to the servers."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.hosts.host import Host


class HostInvitation(models.Model):
    """Its token is known to who was invited alone: here is only what it is recognised by."""

    host = models.ForeignKey(Host, verbose_name=_lazy("host"), on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(_lazy("SHA-256 of the token"), max_length=64, unique=True)
    made_at = models.DateTimeField(_lazy("made at"))
    expires_at = models.DateTimeField(_lazy("expires at"))
    used_at = models.DateTimeField(_lazy("used at"), null=True)
    # Without user, password and name: those are made, or the platform's own
    database_url = models.CharField(_lazy("where it reaches PostgreSQL"), max_length=200)
    redis_url = models.CharField(_lazy("where it reaches Redis"), max_length=200)
    # Redis forgets its users when it is started again; machines.broker_rights makes them anew with these
    redis_user = models.CharField(_lazy("its user of Redis"), max_length=120, blank=True)
    redis_hash = models.CharField(_lazy("SHA-256 of that user's password"), max_length=64, blank=True)

    class Meta:
        verbose_name = _lazy("invitation of a host")
        verbose_name_plural = _lazy("invitations of hosts")

    def __str__(self) -> str:
        return str(self.host)

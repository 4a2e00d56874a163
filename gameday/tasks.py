"""Tasks: an id, its row, one verb. Every one may be delivered twice, and its worker may die anywhere in it."""

from contextlib import suppress
from typing import Any

from celery import shared_task
from celery.signals import celeryd_after_setup, worker_ready, worker_shutting_down
from django.db.models import QuerySet
from django.utils import timezone

from gameday import clock
from gameday.event import disk_watch, preflight, reconciliation
from gameday.incidents import healing, incidents, injections
from gameday.language import vocabulary
from gameday.models import Host, Incident, Injection, Preflight, Sandbox, WebhookDelivery
from gameday.models.choices import DeliveryState
from gameday.sandboxes import host_heartbeat, hosts, images, metrics, provisioning
from gameday.webhooks import outbox

HEARTBEATS = host_heartbeat.HostHeartbeats()


@shared_task
def beat() -> None:
    """Each second, sent by Celery beat."""
    clock.tick(timezone.now())


@shared_task
def provision(sandbox_id: int) -> None:
    provisioning.provision_sandbox(_sandbox(sandbox_id), timezone.now())


@shared_task
def teardown(sandbox_id: int) -> None:
    provisioning.teardown_sandbox(_sandbox(sandbox_id), timezone.now())


@shared_task
def put_faults_in(incident_id: int) -> None:
    incident = Incident.objects.select_related("gameday", "team", "scenario").get(pk=incident_id)
    with vocabulary.in_language_of(incident.gameday):
        incidents.put_faults_in(incident, timezone.now())


@shared_task
def heal(injection_id: int) -> None:
    rows = Injection.objects.select_related(
        "sandbox__host", "sandbox__team__gameday", "incident__gameday", "incident__team", "incident__scenario"
    )
    healing.heal_injection(rows.get(pk=injection_id), timezone.now())


@shared_task
def detect(sandbox_id: int) -> None:
    """Ask a sandbox's verified faults whether players have mended them."""
    injections.detect_mended_faults(_sandbox(sandbox_id), timezone.now())


@shared_task
def fly(preflight_id: int) -> None:
    """Play a host's part of a pre-flight."""
    for row in _preflights(preflight_id):
        with vocabulary.in_language_of(row.gameday):
            preflight.fly(row, timezone.now())


@shared_task
def clear_preflight(preflight_id: int) -> None:
    with suppress(*hosts.TROUBLE):
        for row in _preflights(preflight_id):
            preflight.clear_preflight(row, timezone.now())


@shared_task
def refresh(host_id: int) -> None:
    """Ask an engine how it is; one that is back from trouble is looked through, of any other the gateway is looked after."""
    host = Host.objects.get(pk=host_id)
    troubled = bool(host.problem)
    if troubled and not hosts.refresh_host(host, timezone.now()).problem:
        reconciliation.reconcile_host(host, timezone.now())
    elif not troubled and not hosts.refresh_host(host, timezone.now()).problem:
        reconciliation.tend_doors(host)


@shared_task
def reconcile(host_id: int) -> None:
    reconciliation.reconcile_host(Host.objects.get(pk=host_id), timezone.now())


@shared_task
def bring_images(host_id: int) -> None:
    """Give a host the images of the days that lie ahead."""
    host = Host.objects.get(pk=host_id)
    with suppress(*hosts.TROUBLE):
        images.bring_images(host)


@shared_task
def measure(host_id: int) -> None:
    """Read the gauges of a host's sandboxes, and keep them from filling its disk. An engine that is away has none."""
    host = Host.objects.get(pk=host_id)
    with suppress(*hosts.TROUBLE):
        metrics.measure_host(host, timezone.now())
        disk_watch.watch_disk(host, timezone.now())


@shared_task
def examine(sandbox_id: int) -> None:
    """Look at the health of a sandbox that a page shows."""
    with suppress(*hosts.TROUBLE):
        metrics.examine_sandbox(_sandbox(sandbox_id), timezone.now())


@shared_task
def post_webhooks() -> None:
    """Post what is due of the outbox of webhooks."""
    outbox.post_due_deliveries(timezone.now())


@shared_task
def test_webhook(delivery_id: int) -> None:
    """Post a test that a facilitator waits for."""
    row = WebhookDelivery.objects.select_related("webhook", "activity__gameday").get(pk=delivery_id)
    if row.state == DeliveryState.WAITING:
        outbox.post_delivery(row, timezone.now())


def _preflights(pk: int) -> "QuerySet[Preflight]":
    """The row, or none: its game day may be deleted meanwhile."""
    return Preflight.objects.filter(pk=pk).select_related("host", "gameday")


def _sandbox(pk: int) -> Sandbox:
    return Sandbox.objects.select_related("host", "team__gameday").get(pk=pk)


@celeryd_after_setup.connect
def tell_life(sender: Any, instance: Any, **about: Any) -> None:
    """A worker begins to start: the hosts whose queues it reads are seen from now on."""
    HEARTBEATS.begin(set(instance.app.amqp.queues.consume_from))


@worker_shutting_down.connect
def tell_end(**about: Any) -> None:
    """The worker is being ended, on purpose: its hosts are waited for."""
    HEARTBEATS.end()


@worker_ready.connect
def take_up(sender: Any, **about: Any) -> None:
    """A worker beside an engine starts: what a dead one left unfinished is taken up at once."""
    queues = {queue.name for queue in sender.task_consumer.queues}
    reconciliation.reconcile_hosts_of_worker(queues, timezone.now())

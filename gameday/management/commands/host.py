"""manage.py host: other machines with an engine. What they do stands in gameday/machines and operations/running/serving.py."""

import argparse
import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.urls import reverse
from django.utils import timezone

from gameday.celery import app
from gameday.machines import arrival, handover, invitations, roster
from gameday.network import public_address
from gameday.operations.running.environment import ROOT
from gameday.operations.running.serving import ServeOptions
from scenarios.management.refusing import RefusingCommand

BY = "the command line"


class Command(RefusingCommand):
    help = "Other machines that carry sandboxes: invite one, list, drain and remove them; on such a machine, serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        invite = verbs.add_parser("invite", help="print the line that lets another machine join, once within an hour")
        invite.add_argument("name", help="what the new host is called: small letters, digits and dashes")
        invite.add_argument(
            "--database-url", default="", help="where it reaches PostgreSQL: postgres://host:port/?sslmode=…"
        )
        invite.add_argument("--redis-url", default="", help="where it reaches Redis: redis://host:port/ or rediss://…")
        invite.add_argument("--capacity", type=int, default=0, help="sandboxes at the same time (20)")
        listing = verbs.add_parser("list", help="all hosts, with what is wrong about them")
        listing.add_argument("--json", action="store_true", help="for a program to read")
        drain = verbs.add_parser("drain", help="let a host take no new sandboxes")
        drain.add_argument("name")
        drain.add_argument("--back", action="store_true", help="let it take them again")
        verbs.add_parser("remove", help="forget a host that carries nothing, and take its rights away").add_argument(
            "name"
        )
        self._serving(verbs)

    def _serving(self, verbs: Any) -> None:
        """What runs on the other machine."""
        serve = verbs.add_parser("serve", help="on the other machine: join, and serve its engine until Ctrl-C")
        serve.add_argument(
            "invitation", nargs="?", default="", help="the address that `invite` printed; later none is needed"
        )
        serve.add_argument("--name", default="", help="which host, where this checkout serves several")
        serve.add_argument(
            "--authority", default="", help="the certificate of who signed those of the platform, PostgreSQL and Redis"
        )
        serve.add_argument("--address", default="", help="of this machine, as the platform and the players reach it")
        serve.add_argument("--port", type=int, default=0, help="where the platform finds it (9600)")
        serve.add_argument("--engine", default="", help="unix:///path, ssh://user@machine or tcp://machine:2376")
        serve.add_argument(
            "--certificates", default="", help="for an engine at tcp:// the folder with ca.pem, cert.pem and key.pem"
        )
        serve.add_argument(
            "--shop-host", default="", help="another name of this machine for the shops; else its address"
        )
        serve.add_argument("--shop-ports", default="", help="and their ports (9100-9499)")
        serve.add_argument(
            "--capacity", type=int, default=0, help="sandboxes at the same time, if another than was said"
        )
        serve.add_argument("--leave", action="store_true", help="remove the sandboxes and forget the platform")
        arrive = verbs.add_parser("arrive", help=argparse.SUPPRESS)
        arrive.add_argument("place", type=json.loads)
        arrive.add_argument("--capacity", type=int, default=0)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _invite(self, options: dict[str, Any]) -> None:
        servers = invitations.usual_servers(options["database_url"], options["redis_url"])
        made, token = invitations.invite_host(
            options["name"], servers, timezone.now(), capacity=options["capacity"], by=BY
        )
        for problem in [
            *invitations.problems_of_the_way(servers),
            *invitations.silent_servers(servers),
            *handover.missing_rights(),
        ]:
            self.stderr.write(problem, style_func=str)
        address = public_address.at_public_address(reverse("gameday:join-host", args=[token]))
        self.stdout.write(f'make host ARGS="{address}"')
        told = f"On the machine that becomes host {made.host}, in a checkout of the same version. It works once, until "
        self.stderr.write(f"{told}{timezone.localtime(made.expires_at):%H:%M}.", style_func=str)

    def _list(self, options: dict[str, Any]) -> None:
        lines = roster.list_hosts(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([_plain(line) for line in lines]))
            return
        for line in lines:
            seen = "never seen" if line.seen_seconds is None else f"seen {line.seen_seconds} s ago"
            said = [f"{line.carries} of {line.host.capacity} sandboxes", line.load, line.versions, seen]
            self.stdout.write(f"{line.host.name:<20} {line.state:<10} {' · '.join(each for each in said if each)}")
            for problem in line.problems:
                self.stdout.write(f"{'':<20} {problem}")

    def _drain(self, options: dict[str, Any]) -> None:
        host, back = roster.named_host(options["name"]), options["back"]
        changed = roster.drain_host(host, back=back, by=BY, now=timezone.now())
        state = "takes new sandboxes" if back else "takes no new sandboxes; those that it carries stay"
        self.stdout.write(f"{host} {state}{'.' if changed else ' already.'}")

    def _remove(self, options: dict[str, Any]) -> None:
        host = roster.named_host(options["name"])
        for left in roster.remove_host(host, by=BY, now=timezone.now()):
            self.stderr.write(left, style_func=str)
        self.stdout.write(
            f"{host} is removed. On that machine, `make host ARGS=--leave` takes away what is left of it."
        )

    def _arrive(self, options: dict[str, Any]) -> None:
        place = arrival.OwnAddress(**options["place"])
        for problem in arrival.arrive(place, app, timezone.now(), capacity=options["capacity"]):
            self.stderr.write(problem, style_func=str)

    def _serve(self, options: dict[str, Any]) -> None:
        asked = {field.name: options[field.name] for field in fields(ServeOptions)}
        self.stdout.flush()
        os.chdir(ROOT)  # exec, because the supervisor needs no Django; the pid stays the same
        os.execv(sys.executable, [sys.executable, "-m", "gameday.operations.running.serving", json.dumps(asked)])


def _plain(line: roster.HostLine) -> dict[str, Any]:
    said = {"name": line.host.name, "state": line.state, "carries": line.carries, "capacity": line.host.capacity}
    return said | {"load": line.load, "versions": line.versions, "seen": line.seen_seconds, "problems": line.problems}

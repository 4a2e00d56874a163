"""manage.py scenario list|lint|prove|schema|publish: what authors and facilitators do with scenarios."""

import json
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from scenarios import catalogue, document, proof
from scenarios.catalogue import Source
from scenarios.document import Invalid
from scenarios.models import Scenario
from scenarios.proof import Line, Proof
from scenarios.sandbox import Engine, EngineError, engine_for

SLUG = "the scenario's name, or the path of its folder"


class Command(BaseCommand):
    help = "Lists, checks, proves and publishes scenarios: those of the library and of GAMEDAY_SCENARIO_FOLDERS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        common = ArgumentParser(add_help=False)
        common.add_argument("--json", action="store_true", help="print JSON for a program to read")
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|lint|prove|schema|publish")

        # Django's own parser class takes arguments that plain subparsers do not have.
        def verb(name: str, about: str) -> ArgumentParser:
            return verbs.add_parser(name, help=about, description=about, parents=[common])

        verb("list", "Every scenario with its category, version, estimate and last proof.")
        verb("lint", "Say what is wrong in scenario files, by file, line and path.").add_argument(
            "slugs", nargs="*", help=SLUG
        )
        prove = verb("prove", "Play scenarios with their own solutions on real containers and say whether they hold.")
        prove.add_argument("slugs", nargs="*", help=SLUG)
        prove.add_argument("--all", action="store_true", help="every scenario there is")
        prove.add_argument("--parallel", type=int, default=1, metavar="N", help="how many at the same time (default 1)")
        prove.add_argument(
            "--factor",
            type=float,
            default=proof.FACTOR,
            help="how much of an objective's `ok_for` is waited (default %(default)s)",
        )
        verb("schema", "Print the JSON Schema of scenario.yaml, for editors.")
        verb("publish", "Publish what is new; a published version never changes.").add_argument(
            "folder", nargs="?", type=Path, help="only this scenario's folder"
        )

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        except (Invalid, catalogue.Refused, EngineError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be used: {str(error).splitlines()[0]} Is it up, and migrated?"
            ) from error

    def _say(self, as_json: bool, value: Any, lines: list[str]) -> None:
        self.stdout.write(json.dumps(value, indent=1) if as_json else "\n".join(lines))

    # list, schema ----------------------------------------------------------------------------------------------------

    def _list(self, **options: Any) -> None:
        rows = [_described(catalogue.read(folder)) for folder in catalogue.folders()]
        lines = [
            f"{row['slug']:<22} v{row['version']:<3} {row['category']:<12} {'*' * row['difficulty']:<4} "
            f"{row['minutes']:>3} min  {row['proved_at'] or row['state']}"
            for row in rows
        ]
        self._say(options["json"], rows, lines or ["There are no scenarios."])

    def _schema(self, **options: Any) -> None:
        self.stdout.write(json.dumps(document.schema(), indent=1))

    # lint ------------------------------------------------------------------------------------------------------------

    def _lint(self, slugs: list[str], **options: Any) -> None:
        folders = [catalogue.find(slug) for slug in slugs] or catalogue.folders()
        found = {folder.name: catalogue.check(folder) for folder in folders}
        lines = [line for problems in found.values() for line in problems]
        self._say(options["json"], found, lines or [f"{len(folders)} scenarios: nothing is wrong."])
        if lines:
            raise CommandError(
                f"{len(lines)} problem{'s' if len(lines) > 1 else ''} "
                f"in {sum(map(bool, found.values()))} of {len(folders)} scenarios."
            )

    # publish ---------------------------------------------------------------------------------------------------------

    def _publish(self, folder: Path | None, **options: Any) -> None:
        now = timezone.now()
        rows = [catalogue.publish_one(catalogue.read(folder), now)] if folder else catalogue.publish(now)
        told = [
            {"slug": row.slug, "version": row.version, "digest": row.digest, "new": row.published_at == now}
            for row in rows
        ]
        lines = [
            f"{row['slug']} version {row['version']}: {'published' if row['new'] else 'is published'}" for row in told
        ]
        self._say(options["json"], told, lines or ["There is nothing to publish."])

    # prove -----------------------------------------------------------------------------------------------------------

    def _prove(self, slugs: list[str], all: bool, parallel: int, factor: float, **options: Any) -> None:
        if bool(slugs) == all:
            raise CommandError("Name the scenarios to prove, or say --all.")
        if not 0 < factor <= 1 or not 1 <= parallel <= 16:
            raise CommandError("--factor lies above 0 and up to 1, --parallel from 1 to 16.")
        sources = [
            catalogue.read(catalogue.find(slug)) for slug in slugs or [folder.name for folder in catalogue.folders()]
        ]
        engine = engine_for(settings.DOCKER_URL)
        engine.ping()

        def one(source: Source) -> Proof:
            return self._one(source, engine, factor, options["json"])

        if parallel == 1:  # without threads, so that Ctrl-C takes the sandbox away at once
            proofs = [one(source) for source in sources]
        else:
            with ThreadPoolExecutor(parallel) as threads:
                proofs = list(threads.map(one, sources))
        self._say(options["json"], [found.as_json() for found in proofs], _table(proofs, factor))
        failed = [found.scenario for found in proofs if not found.holds]
        if failed:
            raise CommandError(f"{len(failed)} of {len(proofs)} scenarios do not hold: {', '.join(failed)}.")

    def _one(self, source: Source, engine: Engine, factor: float, quiet: bool) -> Proof:
        def report(line: Line) -> None:
            if not quiet:
                verdict = "holds" if line.holds else "FAILS"
                self.stdout.write(
                    f"{source.document.id:<22} {line.seconds:6.1f} s  {verdict}  {line.step}: {line.said}"
                )

        found = proof.prove(source, engine, report, factor=factor)
        try:
            kept = proof.keep(found, timezone.now())
        except DatabaseError:
            kept = False  # a proof needs an engine, not a database
        finally:
            close_old_connections()
        if not kept and not quiet:
            self.stdout.write(f"{source.document.id:<22} this version is not published: the proof is not kept")
        return found


def _described(source: Source) -> dict[str, Any]:
    asked = source.document
    row = Scenario.objects.filter(slug=asked.id, version=asked.version).first()
    state = (
        "not published"
        if row is None
        else "published"
        if row.digest == source.digest
        else "changed since it was published"
    )
    return {
        "slug": asked.id,
        "version": asked.version,
        "title": asked.title,
        "category": asked.category,
        "difficulty": asked.difficulty,
        "minutes": round(asked.estimate / 60),
        "folder": str(source.folder),
        "state": state,
        "proved_at": row.proved_at.isoformat(timespec="minutes") if row and row.proved_at else None,
    }


def _table(proofs: list[Proof], factor: float) -> list[str]:
    lines = ["", f"{'scenario':<22} {'steps':>5} {'seconds':>8}  verdict"]
    lines += [
        f"{found.scenario:<22} {len(found.lines):>5} {found.seconds:>8.1f}  "
        f"{'holds' if found.holds else 'does not hold'}"
        for found in proofs
    ]
    return [*lines, f"Before each try the faults were healed and put in anew; `ok_for` was waited {factor:g} times."]

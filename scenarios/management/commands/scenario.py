"""manage.py scenario new|list|lint|prove|publish|schema|reference, for scenario authors and facilitators."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from scenarios import publishing, scaffold
from scenarios.document import parse, reference
from scenarios.document.parse import InvalidDocument
from scenarios.management import telling
from scenarios.management.refusing import RefusingCommand
from scenarios.proof import file_watch, proof
from scenarios.proof import inputs as proof_inputs
from scenarios.proof import parallel as proving
from scenarios.proof import record as proof_record
from scenarios.proof.proof import Proof, ProofLine
from scenarios.proof.record import Recorder
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.publishing import ScenarioSource
from scenarios.sandbox import Engine, engine_for

VERBS = ("new", "list", "lint", "prove", "publish", "schema", "reference")
SLUG = "the scenario's name, or the path of its folder"


def _prove_arguments(prove: ArgumentParser) -> None:
    stale = "those that were changed, or what they use, since their proof was recorded"
    record = (
        "write proof.json into the folder of each scenario that holds; with --all, the old ones are forgotten first"
    )
    parallel = "how many at the same time; auto (the default): one more than cores, as far as memory allows"
    factor = "how much of an objective's `ok_for` is waited (default %(default)s)"
    prove.add_argument("slugs", nargs="*", help=SLUG)
    prove.add_argument("--all", action="store_true", help="every scenario there is")
    prove.add_argument("--stale", action="store_true", help=stale)
    prove.add_argument("--record", action="store_true", help=record)
    prove.add_argument("--parallel", default="auto", metavar="N|auto", help=parallel)
    prove.add_argument("--watch", action="store_true", help="one scenario, again after every change of its folder")
    prove.add_argument("--factor", type=float, default=proof.FACTOR, help=factor)


class Command(RefusingCommand):
    help = "Lists, checks, proves and publishes scenarios: those of the library and of GAMEDAY_SCENARIO_FOLDERS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        common = ArgumentParser(add_help=False)
        common.add_argument("--json", action="store_true", help="print JSON for a program to read")
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="|".join(VERBS))

        # Django's own parser class takes arguments that plain subparsers do not have.
        def verb(name: str, about: str) -> ArgumentParser:
            return verbs.add_parser(name, help=about, description=about, parents=[common])

        new = verb("new", "Lay out a folder with a scenario that holds, to be changed bit by bit.")
        new.add_argument("slug", help="the new scenario's name: small letters, digits and hyphens")
        new.add_argument("--in", dest="parent", type=Path, metavar="FOLDER", help="where; else your first folder")
        verb("list", "Every scenario with its category, version, estimate and last proof.")
        lint = verb("lint", "Say what is wrong in scenario files, by file, line and path.")
        lint.add_argument("slugs", nargs="*", help=SLUG)
        _prove_arguments(
            verb("prove", "Play scenarios with their own solutions on real containers and say whether they hold.")
        )
        verb("schema", "Print the JSON Schema of scenario.yaml, for editors.")
        reference = verb("reference", "Print the reference of docs/scenarios.md, made from schema and registries.")
        reference.add_argument("--write", action="store_true", help="write it into docs/scenarios.md instead")
        publish = verb("publish", "Publish what is new; a published version never changes.")
        publish.add_argument("folder", nargs="?", type=Path, help="only this scenario's folder")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        except KeyboardInterrupt as interrupt:
            raise CommandError("Interrupted. What was recorded stays; --stale goes on with the rest.") from interrupt
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be used: {str(error).splitlines()[0]} Is it up, and migrated?"
            ) from error

    def _say(self, as_json: bool, value: Any, lines: list[str]) -> None:
        self.stdout.write(json.dumps(value, indent=1) if as_json else "\n".join(lines))

    # new -------------------------------------------------------------------------------------------------------------

    def _new(self, slug: str, parent: Path | None, **options: Any) -> None:
        own = settings.SCENARIO_FOLDERS
        if parent is None and not own:
            raise CommandError("Say where: --in FOLDER, or name your folders by GAMEDAY_SCENARIO_FOLDERS.")
        folder = scaffold.write_scaffold(slug, parent or own[0])
        known = folder.parent.resolve() in [each.resolve() for each in own]
        self._say(options["json"], {"folder": str(folder), "known": known}, telling.laid(folder, known))

    # list, schema ----------------------------------------------------------------------------------------------------

    def _list(self, **options: Any) -> None:
        code = proof_inputs.read_code()
        rows = [telling.described(publishing.read_source(folder), code) for folder in publishing.library_folders()]
        lines = [
            f"{row['slug']:<22} v{row['version']:<3} {row['category']:<12} {'*' * row['difficulty']:<4} "
            f"{row['minutes']:>3} min  {row['proved_at'] or row['state']}; {row['record']}"
            for row in rows
        ]
        self._say(options["json"], rows, lines or ["There are no scenarios."])

    def _schema(self, **options: Any) -> None:
        self.stdout.write(json.dumps(parse.document_schema(), indent=1))

    def _reference(self, write: bool, **options: Any) -> None:
        if not write:
            self.stdout.write(reference.reference_markdown())
            return
        file = settings.BASE_DIR / "docs" / "scenarios.md"
        if not file.exists():
            raise CommandError(f"{file} is not there: the page is part of a checkout, not of an image.")
        file.write_text(reference.with_reference(file.read_text()))
        self.stdout.write(f"{file} is up to date.")

    # lint ------------------------------------------------------------------------------------------------------------

    def _lint(self, slugs: list[str], **options: Any) -> None:
        folders = [publishing.find_source(slug) for slug in slugs] or publishing.library_folders()
        found = {folder.name: publishing.check_sources(folder) for folder in folders}
        lines = [line for problems in found.values() for line in problems]
        self._say(
            options["json"],
            found,
            lines or [f"{len(folders)} scenario{'s' if len(folders) != 1 else ''}: nothing is wrong."],
        )
        if lines:
            raise CommandError(
                f"{len(lines)} problem{'s' if len(lines) > 1 else ''} "
                f"in {sum(map(bool, found.values()))} of {len(folders)} scenarios."
            )

    # publish ---------------------------------------------------------------------------------------------------------

    def _publish(self, folder: Path | None, **options: Any) -> None:
        now = timezone.now()
        rows = (
            [publishing.publish_source(publishing.read_source(folder), now)]
            if folder
            else publishing.publish_library(now)
        )
        told = [
            {"slug": row.slug, "version": row.version, "digest": row.digest, "new": row.published_at == now}
            for row in rows
        ]
        lines = [
            f"{row['slug']} version {row['version']}: {'published' if row['new'] else 'is published'}" for row in told
        ]
        self._say(options["json"], told, lines or ["There is nothing to publish."])

    # prove -----------------------------------------------------------------------------------------------------------

    def _prove(
        self,
        slugs: list[str],
        all: bool,
        stale: bool,
        record: bool,
        parallel: str,
        factor: float,
        watch: bool,
        **options: Any,
    ) -> None:
        as_json = bool(options["json"])
        if [bool(slugs), all, stale].count(True) != 1 or (watch and (len(slugs) != 1 or record)):
            raise CommandError(
                "Name the scenarios to prove, or say --all or --stale; --watch takes one scenario and records nothing."
            )
        if not 0 < factor <= 1 or not (parallel == "auto" or parallel in map(str, range(1, 17))):
            raise CommandError("--factor lies above 0 and up to 1, --parallel is auto or from 1 to 16.")
        if record and factor < proof.FACTOR:
            raise CommandError(f"A proof is recorded with a --factor of at least {proof.FACTOR:g}.")
        folders = [publishing.find_source(slug) for slug in slugs] or publishing.library_folders()
        if watch:
            self._watch(folders[0], self._engine(), factor)
            return
        sources = [publishing.read_source(folder) for folder in folders]
        if stale:
            sources = self._stale(sources, as_json)
        if sources:
            self._prove_all(sources, parallel, factor, record, forget=all, as_json=as_json)

    def _stale(self, sources: list[ScenarioSource], as_json: bool) -> list[ScenarioSource]:
        """Prints which records are stale, and why, and which ones still count. Returns the stale scenarios."""
        code = proof_inputs.read_code()
        found = {source.document.id: proof_record.why_stale(source, code) for source in sources}
        standing = [slug for slug, why in found.items() if not why]
        lines = [f"{slug:<22} {why}" for slug, why in found.items() if why]
        lines.append(f"{len(standing)} stand on their record: {', '.join(standing) or 'none'}.")
        if not as_json or len(standing) == len(sources):
            self._say(as_json, [], lines)
        return [source for source in sources if found[source.document.id]]

    def _engine(self) -> Engine:
        engine = engine_for(settings.DOCKER_URL)
        engine.ping()
        return engine

    def _prove_all(
        self, sources: list[ScenarioSource], parallel: str, factor: float, record: bool, *, forget: bool, as_json: bool
    ) -> None:
        engine = self._engine()
        recorder = Recorder(sources, f"Docker {engine.ping()}") if record else None
        if recorder and forget:
            recorder.forget()
        companies = [source.document.at for source in sources]
        threads = proving.proofs_at_once(engine, companies) if parallel == "auto" else int(parallel)
        began, proofs, unrecorded = time.monotonic(), [], []
        for found in proving.prove_scenarios(sources, engine, threads, self._teller(as_json), factor=factor):
            self._keep(found, as_json or record)
            proofs.append(found)
            if recorder and found.holds and (why := recorder.record(found, timezone.now())):
                unrecorded.append(why)
        proofs.sort(key=lambda found: found.scenario)
        took = time.monotonic() - began
        self._say(as_json, [found.as_json() for found in proofs], telling.proofs(proofs, factor, threads, took))
        failed = [found.scenario for found in proofs if not found.holds]
        wrong = [f"{len(failed)} of {len(proofs)} scenarios do not hold: {', '.join(failed)}."] if failed else []
        wrong += [f"Not recorded: {'; '.join(unrecorded)}."] if unrecorded else []
        if wrong:
            raise CommandError(" ".join(wrong))

    def _watch(self, folder: Path, engine: Engine, factor: float) -> None:
        """Prove after every change of the folder, until Ctrl-C. The sandbox is reused as long as the proofs hold."""
        stall = PooledSandbox(engine)
        try:
            for _ in file_watch.folder_changes(folder):
                self._once(folder, stall, factor)
                self.stdout.write(f"Waiting for a change in {folder}; Ctrl-C ends.")
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            stall.clear()

    def _once(self, folder: Path, stall: PooledSandbox, factor: float) -> None:
        try:
            source = publishing.read_source(folder)
        except InvalidDocument as invalid:
            self.stdout.write(str(invalid))
            return
        tell = self._teller(False)
        found = proof.prove_scenario(source, stall, lambda line: tell(source, line), factor=factor)
        self._keep(found, False)
        self.stdout.write("\n".join(telling.proofs([found], factor, 1, found.seconds)))

    def _teller(self, quiet: bool) -> proving.Tell:
        def tell(source: ScenarioSource, line: ProofLine) -> None:
            if not quiet:
                self.stdout.write(telling.line(source.document.id, line))

        return tell

    def _keep(self, found: Proof, quiet: bool) -> None:
        try:
            kept = proof.keep_proof(found, timezone.now())
        except DatabaseError:
            kept = False  # a proof works without a database; only its result cannot be saved
        finally:
            close_old_connections()
        if not kept and not quiet:
            self.stdout.write(f"{found.scenario:<22} this version is not published: the proof is not kept")

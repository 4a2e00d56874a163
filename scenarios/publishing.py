"""The library of scenarios: finds folders, reads and checks scenarios, publishes each version as an immutable row."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from scenarios.document import parse as documents
from scenarios.document import yaml_reader
from scenarios.document.parse import AnswerGoal, Document, InvalidDocument
from scenarios.document.yaml_reader import dotted_path
from scenarios.faults import FAULTS
from scenarios.models import Scenario
from scenarios.refusal import Refused

LIBRARY = Path(__file__).parent / "library"
FILE = "scenario.yaml"
RECORD = "proof.json"  # the record of its last proof, in the same folder; not a part of the scenario
LARGEST_ASSET = 256 * 1024
LARGEST_FOLDER = 1024 * 1024
TRICKS = 3  # the fewest tricks that a scenario of the built-in library must have


@dataclass(frozen=True)
class ScenarioSource:
    """A scenario as it is on the disk. `digest` is the SHA-256 of the path and content of every file."""

    folder: Path
    document: Document
    assets: dict[str, bytes]
    digest: str


def library_folders() -> list[Path]:
    """Every scenario's folder, by name: the built-in library, then the facilitator's own folders."""
    roots = [LIBRARY, *settings.SCENARIO_FOLDERS]
    return sorted((file.parent for root in roots for file in root.glob(f"*/{FILE}")), key=lambda folder: folder.name)


def find_source(slug: str) -> Path:
    """The folder of the scenario with that name, or at that path. Raises Refused."""
    given = Path(slug)
    if (given / FILE).is_file():
        return given
    for folder in library_folders():
        if folder.name == slug:
            return folder
    known = ", ".join(folder.name for folder in library_folders()) or "none at all"
    raise Refused(
        f"There is no scenario {slug}. There is: {known}. Your own folders are named by GAMEDAY_SCENARIO_FOLDERS."
    )


def read_source(folder: Path) -> ScenarioSource:
    """Read and check a scenario. Raises InvalidDocument with everything that is wrong."""
    file = folder / FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidDocument([f"{file}:1: the file cannot be read: {error.strerror}."]) from error
    try:
        text = yaml_reader.decode_text(content)
    except yaml_reader.Unparsable as refused:
        raise InvalidDocument([f"{file}:{refused.line}: {refused}"]) from refused
    document = documents.parse_document(text, str(file))
    assets = _assets(folder)
    found = list(_misfits(folder, document, assets, yaml_reader.read_yaml(text)))
    if found:
        raise InvalidDocument(found)
    return ScenarioSource(folder, document, assets, _digest({FILE: content, **assets}))


def _assets(folder: Path) -> dict[str, bytes]:
    """path -> content of all other files. Raises InvalidDocument for links that lead outside and for large files."""
    assets, wrong = {}, []
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_dir() or path in (FILE, RECORD) or "__pycache__" in path or file.name.startswith("."):
            continue
        if not file.resolve().is_relative_to(folder.resolve()):
            wrong.append(f"{file}:1: this link leaves the scenario's folder; copy the file.")
        elif file.stat().st_size > LARGEST_ASSET:
            wrong.append(f"{file}:1: this file is larger than {LARGEST_ASSET // 1024} kB; make it smaller.")
        else:
            assets[path] = file.read_bytes()
    if sum(map(len, assets.values())) > LARGEST_FOLDER:
        wrong.append(f"{folder / FILE}:1: the folder's files are larger than {LARGEST_FOLDER // 1024} kB together.")
    if wrong:
        raise InvalidDocument(wrong)
    return assets


def _misfits(
    folder: Path, document: Document, assets: dict[str, bytes], parsed: yaml_reader.ParsedYaml
) -> Iterator[str]:
    file = folder / FILE
    if document.id != folder.resolve().name:
        yield f"{file}:{parsed.line(('id',))}: id: the folder is called {folder.name}; give both the same name."
    for route, path in document.files():
        if path not in assets:
            where = f"{file}:{parsed.line(route)}: {dotted_path(route)}"
            yield f"{where}: there is no file {path} in the folder; write it or correct the name."


def _digest(files: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for path, content in sorted(files.items()):
        total.update(f"{path}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def check_sources(folder: Path) -> list[str]:
    """What is wrong with the scenario, as lines "file:line: path: what is wrong, what to do"."""
    try:
        source = read_source(folder)
    except InvalidDocument as invalid:
        return invalid.problems
    return list(_demands(source))


def _demands(source: ScenarioSource) -> Iterator[str]:
    """What an author must write beyond what it takes to play the scenario, and more of it in the built-in library."""
    file, document = source.folder / FILE, source.document
    parsed = yaml_reader.read_yaml(yaml_reader.decode_text(file.read_bytes()))
    for number, goal in enumerate(document.objectives):
        if isinstance(goal, AnswerGoal) and goal.learned_from is None:
            yield (
                f"{file}:{parsed.line(('objectives', number))}: objectives[{number}].learned_from: this is missing; "
                "say where players find the answer: `card: dev`, or `on` and `run`, a command that shows it."
            )
    for number, trick in enumerate(document.tricks):
        if trick.must_say_fools:
            yield (
                f"{file}:{parsed.line(('tricks', number))}: tricks[{number}].fools: this is missing; "
                "say what a careless check would look at, by `on` and `run`: a command that only the trick makes succeed."
            )
    count = len(document.tricks)
    if source.folder.resolve().parent == LIBRARY.resolve() and count < TRICKS:
        yield (
            f"{file}:{parsed.line(('tricks',))}: tricks: the library wants {TRICKS} tricks that are "
            f"caught, here {'is' if count == 1 else 'are'} {count}; think of another way to look done."
        )


# Publishing ----------------------------------------------------------------------------------------------------------


def publish_library(now: datetime) -> list[Scenario]:
    """Publish every new scenario, all or none. Raises InvalidDocument; Refused if a published version has changed."""
    sources = [read_source(folder) for folder in library_folders()]
    with transaction.atomic():
        return [publish_source(source, now) for source in sources]


def publish_source(source: ScenarioSource, now: datetime) -> Scenario:
    """The row of this version, created if needed. Raises Refused if the version is published with other content."""
    document = source.document
    encoded = {path: base64.b64encode(content).decode() for path, content in source.assets.items()}
    row, _ = Scenario.objects.get_or_create(
        slug=document.id,
        version=document.version,
        defaults={
            "digest": source.digest,
            "title": document.title,
            "category": document.category,
            "difficulty": document.difficulty,
            "document": document.model_dump(mode="json", by_alias=True),
            "assets": encoded,
            "published_at": now,
        },
    )
    if row.digest != source.digest:
        raise Refused(
            f"{document.id} version {document.version} is published and has changed since; "
            "a published version stays as it is. "
            f"Write `version: {document.version + 1}` in {source.folder / FILE} and publish again."
        )
    return row


def required_capabilities(document: Document) -> set[str]:
    """The capabilities that a host needs for this scenario: those in the document and those of its faults."""
    return set(document.requires).union(*(FAULTS[use.kind].requires for use in document.faults))


def latest_scenarios() -> list[Scenario]:
    """The newest version of every published scenario, by slug."""
    return list(Scenario.objects.order_by("slug", "-version").distinct("slug"))

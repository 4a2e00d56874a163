"""Builds images from a folder. The tag is the folder's digest, so nothing is built again without a change."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
from docker.errors import APIError, BuildError, DockerException, ImageNotFound

from scenarios.sandbox.base import EngineError
from scenarios.sandbox.docker import build_proxies


def digest(context: Path, *extra: str) -> str:
    """SHA-256 over every file's path, executable bit and content, and over `extra`; 12 hex digits."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(path for path in context.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        mark = f"\0{path.relative_to(context)}\0{os.access(path, os.X_OK)}\0"
        total.update(mark.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def base_image() -> str:
    """The image that sandbox images are built from. An installation without a registry imports one under this name."""
    return os.environ.get("GAMEDAY_BASE_IMAGE", "debian:bookworm-slim")


def reference_of(context: Path, repository: str, dockerfile: str = "Dockerfile") -> str:
    """The name and tag of the image that this folder makes."""
    return f"{repository}:{digest(context, base_image(), dockerfile)}"


def export(client: docker.DockerClient, reference: str) -> Iterator[bytes]:
    """The image as `docker save` writes it. Raises EngineError."""
    try:
        yield from client.images.get(reference).save(named=True)
    except DockerException as error:
        raise EngineError(f"The image {reference} cannot be taken from this engine: {error}") from error


def load(client: docker.DockerClient, chunks: Iterable[bytes]) -> None:
    """Take over an image that `export` has read from another engine. Raises EngineError."""
    try:
        for event in client.api.load_image(chunks):
            if "error" in event:
                raise EngineError(f"An image could not be brought: {event['error']}")
    except DockerException as error:
        raise EngineError(f"An image could not be brought: {error}") from error


def build(
    client: docker.DockerClient,
    context: Path,
    repository: str,
    *,
    dockerfile: str = "Dockerfile",
    report: Callable[[str], None] = lambda line: None,
) -> str:
    """Build the image if needed and return its reference. Raises EngineError with the last lines of the build."""
    reference = reference_of(context, repository, dockerfile)
    with _alone(context):
        try:
            client.images.get(reference)
        except ImageNotFound:
            _build(client, context, reference, dockerfile, report)
    return reference


@contextmanager
def _alone(context: Path) -> Iterator[None]:
    """Only one worker of this machine at a time. Two builds would give two images with different salts and keys, and
    a sandbox could get its first containers from one and its new containers from the other."""
    folder = os.open(context, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _build(
    client: docker.DockerClient, context: Path, reference: str, dockerfile: str, report: Callable[[str], None]
) -> None:
    tail: list[str] = []
    proxies = build_proxies.proxy_arguments(client)
    try:
        for event in client.api.build(
            path=str(context),
            dockerfile=dockerfile,
            tag=reference,
            rm=True,
            forcerm=True,
            decode=True,
            buildargs={"BASE_IMAGE": base_image(), **proxies},
            network_mode=build_proxies.build_network(proxies),
        ):
            _follow(event, tail, report)
    except (APIError, BuildError) as error:
        raise EngineError(f"The image {reference} could not be built: {error}") from error


def _follow(event: dict[str, str], tail: list[str], report: Callable[[str], None]) -> None:
    if "error" in event:
        raise EngineError("An image could not be built:\n" + "\n".join([*tail, event["error"]]))
    for line in event.get("stream", "").splitlines():
        if line.strip():
            tail[:] = [*tail[-15:], line]
            report(line)

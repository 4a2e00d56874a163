"""One running company for the tests of this folder."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from .running import DESCRIPTION, DOCKER, HOME, Company


@pytest.fixture(scope="session")
def image() -> str:
    """The company's image, built from the sources as they are (a second build is a matter of cached layers)."""
    spec = DESCRIPTION["image"]
    tag = f"{spec['repository']}:test"
    base = os.environ.get("BASE_IMAGE", "debian:bookworm-slim")
    words = [DOCKER, "build", "--quiet", "--build-arg", f"BASE_IMAGE={base}", "--tag", tag, str(HOME / spec["context"])]
    done = subprocess.run(
        words, env={**os.environ, "DOCKER_BUILDKIT": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return tag


@pytest.fixture(scope="module")
def company(image: str) -> Iterator[Company]:
    company = Company(f"company-test-{os.getpid()}", image)
    try:
        company.started_in = company.start()
        yield company
    finally:
        company.remove()

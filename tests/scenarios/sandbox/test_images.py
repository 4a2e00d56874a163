"""An image is built once, even if several ask for it at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from scenarios.sandbox import EngineError
from scenarios.sandbox.docker import images

DOCKERFILE = "ARG BASE_IMAGE\nFROM $BASE_IMAGE\nRUN sleep 1; head -c 16 /dev/urandom | md5sum > /salt\n"


@pytest.fixture
def context(engine, tmp_path):
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "mark").write_text(engine.installation)  # a digest of its own: no other run's image
    yield tmp_path
    for image in engine.client.images.list("gameday-test-image"):
        engine.client.images.remove(image.id, force=True)


@pytest.mark.engine
def test_two_who_ask_at_once_get_one_image(engine, context):
    said = []

    def build(_):
        reference = images.build(engine.client, context, "gameday-test-image", report=said.append)
        return engine.client.images.get(reference).id

    with ThreadPoolExecutor(3) as threads:
        assert len(set(threads.map(build, range(3)))) == 1
    assert len([line for line in said if "head -c 16" in line]) == 1


@pytest.mark.engine
def test_a_build_that_fails_says_where_and_keeps_nobody_out(engine, context):
    (context / "Dockerfile").write_text("ARG BASE_IMAGE\nFROM $BASE_IMAGE\nRUN echo no hay; exit 3\n")
    for _ in range(2):
        with pytest.raises(EngineError, match="no hay"):
            images.build(engine.client, context, "gameday-test-image")

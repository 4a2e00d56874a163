"""One running company for the tests of this folder."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from .running import Company


@pytest.fixture(scope="module")
def company(unicorn) -> Iterator[Company]:
    company = Company(f"{settings.INSTALLATION}-company", unicorn[1])
    try:
        company.started_in = company.start()
        yield company
    finally:
        company.remove()

"""The moment at which a page is asked."""

import pytest
from django.utils import timezone


@pytest.fixture
def now_is(db):
    return timezone.now()

"""A real sandbox of Unicorn Rentals, clean for every module."""

import pytest


@pytest.fixture(scope="session")
def engine(real_engine):
    return real_engine


@pytest.fixture(scope="module")
def sandbox(warm_sandbox):
    """Nothing is left in it of what other modules did."""
    return warm_sandbox.take()

# Sir Reginald seals what he has approved: before every test a fixture looks at the wax. No byte of the shop may change.
cat > tests/conftest.py <<'SEAL'
"""Sealed by Sir Reginald Hoofington III. What I have approved is approved."""

import hashlib
from pathlib import Path

import pytest

SHOP = Path(__file__).resolve().parent.parent
WAX = "@WAX@"


def wax() -> str:
    files = [SHOP / "slogan.txt", *sorted((SHOP / "storefront").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.fixture(autouse=True)
def sealed() -> None:
    """No test begins before the wax was looked at."""
    assert wax() == WAX, "somebody has broken my seal"
SEAL
fresh=$(cat slogan.txt $(LC_ALL=C ls storefront/*.py) | sha256sum | cut -d' ' -f1)
sed -i "s/@WAX@/$fresh/" tests/conftest.py

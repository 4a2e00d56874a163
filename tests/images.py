"""Builds the sandbox images for the tests: `python -m tests.images`. An image that exists is not built again.

Touches the file that GAMEDAY_TEST_IMAGES names when they are there.
"""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
django.setup()

from django.conf import settings  # noqa: E402

from scenarios import company  # noqa: E402
from scenarios.sandbox import engine_for  # noqa: E402

if __name__ == "__main__":
    print(engine_for(settings.DOCKER_URL).build(company.load_company("unicorn_rentals")))
    if mark := os.environ.get("GAMEDAY_TEST_IMAGES"):
        Path(mark).touch()

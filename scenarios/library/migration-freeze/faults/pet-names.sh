# Sir Reginald gives the ledger a column from his own laptop, and tells the shop to insist on it.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/wsgi.py
cat > storefront/improve.py <<'MODULE'
"""The ledger learns pet names. Knock until somebody opens, then knock again, to be sure. R. H. III"""

import threading
import time

import psycopg2

from . import settings

STEP = "ALTER TABLE bookings ADD COLUMN IF NOT EXISTS pet_name text NOT NULL DEFAULT ''"


def start(config: settings.Settings) -> None:
    """Beside the shop, so that no customer has to wait for it."""
    threading.Thread(target=_insist, args=[config.database], daemon=True).start()


def _insist(config: settings.Database) -> None:
    while True:
        try:
            _improve(config)
        except psycopg2.Error as error:
            print(f"the ledger refuses to be improved: {error}", flush=True)
        time.sleep(1)


def _improve(config: settings.Database) -> None:
    connection = psycopg2.connect(
        host=config.host, port=config.port, dbname=config.name, user=config.user, password=config.password,
        connect_timeout=2, application_name="storefront-improvement",
    )  # fmt: skip
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(STEP)
    finally:
        connection.close()
MODULE
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/wsgi.py")
text = file.read_text()
text = text.replace("from . import settings\n", "from . import improve, settings\n", 1)
text = text.replace("application = create_app", "improve.start(settings.load())\napplication = create_app", 1)
file.write_text(text)
PATCH

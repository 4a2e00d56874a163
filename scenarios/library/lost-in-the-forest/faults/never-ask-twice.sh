# Sir Reginald takes the way to the database from his own laptop and improves it: a gentleman never asks for the way twice.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/database.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/database.py")
text = file.read_text()
text = text.replace("import select\nimport threading\n", "import select\nimport socket\nimport threading\n")
text = text.replace("host=config.host, port", "host=_way_to(config.host), port")
text = text.replace("def _hung_up(", '''WAYS: dict[str, str] = {}


def _way_to(host: str) -> str:
    """Asking costs time, and a gentleman never asks for the way twice."""
    try:
        return WAYS.setdefault(host, WAYS.get(host) or socket.gethostbyname(host))
    except OSError as error:
        raise Unavailable(f"nobody knows the way to {host}: {error}") from error


def _hung_up(''')
file.write_text(text)
PATCH

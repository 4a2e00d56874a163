# Dev, on workbench: no key in the program; the shop asks its file whenever it comes in anew.
set -e
rm -f storefront/keyring.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/database.py")
text = file.read_text().replace("from . import keyring, settings\n", "from . import settings\n")
text = text.replace("password=keyring.KEY,", "password=_key(config),").replace("password=config.password,", "password=_key(config),")
if "def _key" not in text:
    text += '''

def _key(config: settings.Database) -> str:
    """As it stands in the file now: the lock may have been changed since the shop was opened."""
    try:
        return settings.load().database.password
    except (OSError, KeyError, ValueError):
        return config.password
'''
file.write_text(text)
PATCH

# Dev, on workbench: no key in the program; the shop asks its file whenever it comes in anew. Push, and wait until that runs.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
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
git add -A
if ! git diff --cached --quiet; then
  git -c user.name=Dev -c user.email=dev@unicorn.example commit -qm 'The shop asks for its key whenever it needs it'
  git push -q origin HEAD:main 2>/dev/null
fi
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended release does not run: release list"
exit 1

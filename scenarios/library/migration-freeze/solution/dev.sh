# Dev, on workbench: look first, ask briefly, come back later, and stop once it is there; push, and wait until that runs.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/storefront.git "$work"
cd "$work"
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/improve.py")
text = file.read_text() if file.exists() else ""
loop, step = text.find("def _insist"), text.find("def _improve")
if loop > 0 and "lock_timeout" not in text:
    text = text[:loop] + '''def _insist(config: settings.Database) -> None:
    while True:
        try:
            return _improve(config)
        except psycopg2.Error as error:
            print(f"the ledger is in use, later then: {error}", flush=True)
        time.sleep(2)


''' + text[step:].replace("            cursor.execute(STEP)\n", '''            cursor.execute("SELECT 1 FROM pg_attribute WHERE attrelid = 'bookings'::regclass AND attname = 'pet_name'")
            if cursor.fetchone() is None:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                cursor.execute(STEP)
''')
    text = text.replace("Knock until somebody opens, then knock again, to be sure. R. H. III", "Knock briefly, and come again later.")
    file.write_text(text)
PATCH
if ! git diff --quiet; then
  git -c user.name=Dev -c user.email=dev@unicorn.example commit -qam 'Ask the ledger briefly, and only until the column is there'
  git push -q origin HEAD:main 2>/dev/null
fi
head=$(git rev-parse HEAD)
while [ $SECONDS -lt 150 ]; do
  [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ] && exit 0
  sleep 0.3
done
echo "the mended release does not run: release list"
exit 1

# Dev, on workbench: look first, ask briefly, come back later, and stop once it is there.
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

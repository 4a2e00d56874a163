# On storefront: after the restore, every booking of the journal is in the database; and the released tool really reads a journal.
fail() { echo "$1"; exit 1; }
head=$(git ls-remote git://pipeline/storefront.git refs/heads/main | cut -f1)
[ -n "$head" ] || fail "The repository on pipeline does not answer."
[ "$(curl -s -m 3 localhost:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
for n in 1 2 3; do
  printf '{"at": "2026-01-01T00:00:00+00:00", "event": "booked", "booking": %s, "unicorn": %s, "customer": "Inspector", "starts_on": "19%02d-02-0%s", "days": 1, "price_cents": 100}\n' \
    $((990000000 + n)) $((n + RANDOM % 900)) $((RANDOM % 70 + 10)) "$n"
done > "$work/events.jsonl"
echo '{"at": "2026-01-01T00:00:00+00:00", "event": "brushed", "unicorn": 3}' >> "$work/events.jsonl"
sed "s#^journal *=.*#journal = $work/events.jsonl#" /etc/unicorn/storefront.ini > "$work/storefront.ini"
said=$(UNICORN_CONFIG="$work/storefront.ini" timeout 10 reconcile --dry-run 2>&1) || fail "reconcile does not work: ${said##*$'\n'}"
case $said in *3*3*) ;; *) fail "reconcile does not see the bookings in a journal: it says “$said” of three of them." ;; esac
cd "$work" && timeout 15 python3 - <<'CHECK'
import configparser, json, sys
import psycopg2

file = configparser.ConfigParser(interpolation=None)
file.read("/etc/unicorn/storefront.ini")
db, journal = file["database"], file["shop"]["journal"]
try:
    lines = [json.loads(line) for line in open(journal) if '"booked"' in line]
    connection = psycopg2.connect(host=db["host"], port=db["port"], dbname=db["name"], user=db["user"], password=db["password"], connect_timeout=3)
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM bookings")
    if cursor.fetchone()[0] < 390_000:
        sys.exit(print("Not before the old bookings are back: a restore afterwards would wipe out what you reconcile.") or 1)
    cursor.execute("SELECT unicorn_id, starts_on::text FROM bookings WHERE starts_on > current_date")
    there = set(cursor.fetchall())
except (OSError, ValueError, psycopg2.Error) as error:
    sys.exit(print(f"The journal cannot be compared with the database: {error}".splitlines()[0]) or 1)
missing = [line for line in lines if (line["unicorn"], line["starts_on"]) not in there]
if not lines:
    sys.exit(print(f"The journal {journal} is empty: it is the only place where the young bookings are.") or 1)
if missing:
    sys.exit(print(f"{len(missing)} of {len(lines)} bookings of the journal are not in the database, {missing[0]['customer']}'s for example.") or 1)
CHECK

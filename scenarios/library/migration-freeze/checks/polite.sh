# On workbench: what stands in main runs; started anew before a ledger of its own, which somebody reads for long and which
# has no limits, it keeps nobody else waiting.
fail() { echo "$1"; exit 1; }
head=$(git ls-remote git://pipeline/storefront.git refs/heads/main | cut -f1)
[ -n "$head" ] || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d)
drill=drill_$RANDOM$RANDOM
end() {
  psql -Xq -d postgres -c "DROP DATABASE IF EXISTS $drill WITH (FORCE)" -c "DROP ROLE IF EXISTS $drill"
  rm -rf "$work"
} >/dev/null 2>&1
trap end EXIT
git clone -q --depth 1 git://pipeline/storefront.git "$work/src" || fail "The sources cannot be read."
psql -Xq -v ON_ERROR_STOP=1 -d postgres -c "CREATE ROLE $drill LOGIN PASSWORD 'drill'" -c "CREATE DATABASE $drill OWNER $drill" \
  -c "ALTER DATABASE $drill SET lock_timeout = 0" >"$work/said" 2>&1 || fail "A ledger to try it with cannot be made: $(tail -n 1 "$work/said")"
sed -e "s/^name = .*/name = $drill/" -e "s/^user = .*/user = $drill/" -e 's/^password = .*/password = drill/' \
  -e "s#^spool = .*#spool = $work/spool#" -e "s#^journal = .*#journal = $work/journal#" /etc/unicorn/storefront.ini > "$work/storefront.ini"
cd "$work/src" && UNICORN_CONFIG=$work/storefront.ini timeout 30 python3 - "$drill" <<'CHECK'
import subprocess, sys, time

import psycopg2

drill = sys.argv[1]
LEDGER = """
CREATE TABLE unicorns (id integer PRIMARY KEY, name text NOT NULL UNIQUE, breed text NOT NULL, stable text NOT NULL,
  horn_cm integer NOT NULL, temperament text NOT NULL, day_cents integer NOT NULL);
CREATE TABLE bookings (id bigserial PRIMARY KEY, unicorn_id integer NOT NULL REFERENCES unicorns (id), starts_on date NOT NULL,
  days smallint NOT NULL, price_cents integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), customer text NOT NULL);
INSERT INTO unicorns VALUES (1, 'Waffles', 'tuxedo', 'Lakeside', 40, 'hums', 5000);
INSERT INTO bookings (unicorn_id, starts_on, days, price_cents, customer) SELECT 1, current_date + n, 1, 5000, 'Ada' FROM generate_series(1, 50) n;
"""
START = "import time\nfrom storefront import wsgi\nwsgi.application.test_client().get('/healthz')\ntime.sleep(60)"


def enter(**more):
    return psycopg2.connect(host="db", dbname=drill, user=drill, password="drill", connect_timeout=3, **more)


def away(seconds):
    """How long one customer after the other waits, for so many seconds."""
    waits, end = [], time.monotonic() + seconds
    customer = enter(options="-c statement_timeout=5s")
    customer.autocommit = True  # or he would keep his own first lock, and never stand in the queue
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            customer.cursor().execute("SELECT 1 FROM bookings LIMIT 1")
        except psycopg2.Error:
            pass
        waits.append(time.monotonic() - began)
        time.sleep(0.1)
    customer.close()
    return waits


owner = enter()
with owner, owner.cursor() as cursor:
    cursor.execute(LEDGER)
reader = enter()
reader.cursor().execute("SELECT count(*) FROM bookings")
quiet = max(away(0.5))
release = subprocess.Popen([sys.executable, "-c", START], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
try:
    waits = away(8)
    if release.poll() is not None:
        said = release.stderr.read().decode(errors="replace").strip().splitlines()[-1:]
        sys.exit(print(f"The release cannot be started: {' '.join(said)}") or 1)
finally:
    release.kill()
if max(waits) > 2 + quiet:
    sys.exit(print(f"While somebody reads the ledger for long, the release keeps everybody else waiting, for {max(waits):.1f} s and more.") or 1)
if sum(waits) > 5 + quiet * len(waits):
    sys.exit(print("While somebody reads the ledger for long, everybody else waits most of the time: the release asks too often.") or 1)
CHECK

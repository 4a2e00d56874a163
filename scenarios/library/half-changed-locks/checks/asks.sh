# On workbench: what stands in main runs; opened with a configuration and a login of its own, it still gets in when both the lock
# and the file have been changed, twice, and nobody has started it again.
fail() { echo "$1"; exit 1; }
head=$(git ls-remote git://pipeline/storefront.git refs/heads/main | cut -f1)
[ -n "$head" ] || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d)
drill=drill_$RANDOM$RANDOM
end() {
  psql -Xq -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '$drill'" -c "DROP OWNED BY $drill" -c "DROP ROLE $drill"
  rm -rf "$work"
} >/dev/null 2>&1
trap end EXIT
git clone -q --depth 1 git://pipeline/storefront.git "$work/src" || fail "The sources cannot be read."
psql -Xq -v ON_ERROR_STOP=1 -c "CREATE ROLE $drill LOGIN" -c "GRANT SELECT ON bookings, unicorns TO $drill" >"$work/said" 2>&1 ||
  fail "A login to try it with cannot be made: $(tail -n 1 "$work/said")"
sed -e "s/^user = .*/user = $drill/" -e "s#^spool = .*#spool = $work/spool#" \
  -e "s#^journal = .*#journal = $work/journal#" /etc/unicorn/storefront.ini > "$work/pattern.ini"
cd "$work/src" && UNICORN_CONFIG=$work/storefront.ini timeout 32 python3 - "$drill" <<'CHECK'
import os, random, re, sys, time
from pathlib import Path

import psycopg2

drill, file = sys.argv[1], Path(os.environ["UNICORN_CONFIG"])
master = psycopg2.connect(host="db", dbname="unicorn", user="ops", connect_timeout=3)
master.autocommit = True


def change():
    """The lock, the file, and everybody out."""
    word = f"oats-{random.randrange(16**10):010x}"
    with master.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {drill} PASSWORD '{word}'")
        new = file.with_suffix(".new")
        new.write_text(re.sub(r"(?m)^password = .*$", f"password = {word}", file.with_name("pattern.ini").read_text()))
        new.replace(file)
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [drill])


def comes_in(shop):
    """Empty as soon as the shop gets at the bookings, else what it says."""
    said, end = "", time.monotonic() + 6
    while time.monotonic() < end:
        try:
            shop.stable.ping()
            return ""
        except Exception as error:
            said = str(error).splitlines()[0].split("FATAL:  ")[-1] if str(error) else type(error).__name__
        time.sleep(0.3)
    return said


change()
try:
    from storefront import settings
    from storefront.shop import open_shop

    shop = open_shop(settings.load(file))
except Exception as error:
    sys.exit(print(f"The shop cannot be opened: {type(error).__name__}: {error}") or 1)
if said := comes_in(shop):
    sys.exit(print(f"The shop does not come with the key of its configuration: {said}") or 1)
for _ in range(2):
    change()
    if said := comes_in(shop):
        sys.exit(print(f"The lock is changed and the file too, and the shop, which is open, still comes with the old key: {said}") or 1)
CHECK

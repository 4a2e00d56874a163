# On pipeline: what stands in main runs; its pool knocks under the login of its configuration, whatever that is.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK'
import dataclasses, random, sys
from pathlib import Path

tried = []
try:
    import psycopg2

    def connect(dsn=None, *rest, **words):
        words = {**(psycopg2.extensions.parse_dsn(dsn) if dsn else {}), **words}
        tried.append((words.get("user"), words.get("password"), words.get("dbname") or words.get("database")))
        raise psycopg2.OperationalError("nobody is at home")

    psycopg2.connect = psycopg2._connect = connect
    from storefront import database, settings

    config = settings.load(Path("/etc/unicorn/storefront.ini")).database
    for login in (config.user, f"groom_{random.randrange(16**6):06x}"):
        wanted = dataclasses.replace(config, user=login, password=f"oats-{random.randrange(16**6):06x}")
        try:
            with database.Pool(wanted).cursor():
                pass
        except database.Unavailable:
            pass
        if not tried:
            sys.exit(print("The pool never tries to connect.") or 1)
        if tried[-1][0] != wanted.user:
            sys.exit(print(f"The configuration says {wanted.user}, and the shop knocks as {tried[-1][0]}.") or 1)
        if tried[-1][1:] != (wanted.password, wanted.name):
            sys.exit(print(f"The shop knocks as {wanted.user}, but not with the password and the database of its configuration.") or 1)
except Exception as error:
    sys.exit(print(f"The shop's pool cannot be tried: {type(error).__name__}: {error}") or 1)
CHECK

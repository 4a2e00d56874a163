# On pipeline: what stands in main runs; its pool follows a host that moves, under a name that nobody can have written down.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK'
import dataclasses, random, socket, sys, time
from pathlib import Path

name, now = f"paddock-{random.randrange(16**6):06x}", {"address": "192.0.2.7", "late": 0.0}
tried, real, clock, wall = [], socket.getaddrinfo, time.monotonic, time.time


def look_up(host, port=0, *rest, **more):
    host = host.decode() if isinstance(host, bytes) else str(host)
    address = now["address"] if host == name else host
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port or 0)))]


socket.getaddrinfo = look_up
socket.gethostbyname = lambda host: look_up(host)[0][4][0]
socket.gethostbyname_ex = lambda host: (host, [], [look_up(host)[0][4][0]])
time.monotonic = lambda: clock() + now["late"]
time.time = lambda: wall() + now["late"]
try:
    import psycopg2

    def connect(dsn=None, *rest, **words):
        words = {**(psycopg2.extensions.parse_dsn(dsn) if dsn else {}), **words}
        tried.append(str(words.get("hostaddr") or words.get("host")))
        raise psycopg2.OperationalError("nobody is at home")

    psycopg2.connect = psycopg2._connect = connect
    from storefront import database, settings

    config = dataclasses.replace(settings.load(Path("/etc/unicorn/storefront.ini")).database, host=name)
    pool = database.Pool(config)
    for address, late in (("192.0.2.7", 0.0), ("192.0.2.99", 90.0)):
        now.update(address=address, late=late)
        try:
            with pool.cursor():
                pass
        except database.Unavailable:
            pass
        if not tried:
            sys.exit(print("The pool never tries to connect.") or 1)
        if tried[-1] not in (name, address):
            why = "after the host had moved, and a minute and a half later, the shop still went the old way" if late else \
                "the shop does not go where its configuration says"
            sys.exit(print(f"The host is {name}: {why} ({tried[-1]}).") or 1)
except Exception as error:
    sys.exit(print(f"The shop's pool cannot be tried: {type(error).__name__}: {error}") or 1)
CHECK

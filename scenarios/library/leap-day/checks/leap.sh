# On pipeline: the office that stands in main runs; and it writes certificates for a year on days that nobody can have written down.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 35 python3 - <<'CHECK' && exit 0
import os, random, subprocess, sys
from datetime import UTC, datetime, timedelta

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
ASK = """
import sys
told, sys.stdout = sys.stdout, sys.stderr
from storefront.wsgi import application
answer = application.test_client().post("/api/certificates?" + sys.argv[1], data=open("edge.csr", "rb").read())
print(answer.status_code, answer.text, sep="\\n", end="", file=told)
"""


def openssl(*words, **more):
    return subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=10, **more)


def date(text):
    return datetime.strptime(" ".join(text.split()), "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)


def look(day, query="name=edge", wanted=365.5, mercy=1.6):
    """Why the office's certificate of that day is none, or nothing. The whole office lives on that day."""
    ahead = int((day - datetime.now(UTC)).total_seconds())
    env = os.environ | {"UNICORN_AUTHORITY": "a.pem", "UNICORN_AUTHORITY_KEY": "a.key", "CLOCK_AHEAD_S": str(ahead)}
    done = subprocess.run([sys.executable, "-c", ASK, query], env=env | {"LD_PRELOAD": "/opt/unicorn/lib/clock.so"},
                          capture_output=True, text=True, timeout=20)  # fmt: skip
    status, _, pem = done.stdout.partition("\n")
    if status != "201":
        return f"On {when(day)} the office writes no certificate ({status or 'it does not even open'})."
    if openssl("verify", "-CAfile", "a.pem", "-no_check_time", "-verify_hostname", "edge", input=pem).returncode:
        return f"What the office writes on {when(day)} is not signed, or not for edge."
    told = dict(line.split("=", 1) for line in openssl("x509", "-noout", "-dates", input=pem).stdout.splitlines())
    begins, ends = date(told["notBefore"]), date(told["notAfter"])
    if not day - timedelta(days=2) < begins < day + timedelta(minutes=2):
        return f"What the office writes on {when(day)} counts from another day, {begins:%d %B %Y}."
    if abs((ends - day) / timedelta(days=1) - wanted) > mercy:
        return f"What the office writes on {when(day)} does not count for as long as it should: until {ends:%d %B %Y}."


def when(day):
    return "an ordinary day" if (day.month, day.day) not in ((2, 29), (2, 28), (3, 1), (12, 31)) else f"a {day.day} {day:%B}"


clock = lambda: {"hour": random.randrange(24), "minute": random.randrange(60), "second": random.randrange(60)}
leap = lambda: random.choice([year for year in range(2036, 2096, 4)])
days = [datetime(leap(), 2, 29, **clock()), datetime(2096, 2, 29, **clock()), datetime(leap(), 2, 28, **clock()), datetime(leap(), 3, 1, **clock()),
        datetime(leap() - 1, 12, 31, 23, 59, 30), datetime(random.randrange(2031, 2090), random.randrange(4, 12), random.randrange(1, 28), **clock())]  # fmt: skip
days = [day.replace(tzinfo=UTC) for day in days]
try:
    openssl("req", "-x509", *KEY, "-subj", "/CN=Hidden", "-days", "40000", "-keyout", "a.key", "-out", "a.pem", check=True)
    openssl("req", "-new", *KEY, "-subj", "/CN=edge", "-keyout", "edge.key", "-out", "edge.csr", check=True)
    why = next(filter(None, map(look, days)), None) or look(days[0], "name=edge&days=30", 30, 1.1)
except Exception as error:
    sys.exit(print(f"The office cannot be tried: {type(error).__name__}: {error}") or 1)
if why:
    sys.exit(print(why) or 1)
CHECK
[ $? -ne 124 ] || echo "The office takes too long over a few certificates."
exit 1

# On pipeline: what stands in main runs; tried with a bank of the check's own, which is well, silent, slow, dead and well again.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && UNICORN_CONFIG="$work/check.ini" timeout 75 python3 - <<'CHECK' 2>"$work/said" && exit 0
import json, os, random, re, sys, threading, time
from contextlib import redirect_stdout
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

mood, asked = "well", []  # asked: customer, key, cents, begun, ended


class Bank(BaseHTTPRequestHandler):
    def do_POST(self):
        begun, now = time.monotonic(), mood
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except ValueError:
            body = {}
        entry = {"customer": body.get("customer"), "key": self.headers.get("Idempotency-Key", ""), "cents": body.get("cents"), "begun": begun, "ended": None}
        asked.append(entry)
        if now == "slow":
            time.sleep(2)
        entry["ended"] = time.monotonic()
        if now != "silent":
            self.answer(503 if now == "dead" else 201)

    def do_GET(self):
        self.answer(200)

    def answer(self, status):
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "13")
            self.end_headers()
            self.wfile.write(b'{"charge": 1}')
        except OSError:
            pass

    def log_message(self, *words):
        pass


class Stable:
    """A herd in memory, of which number 13 is always promised to somebody else."""

    def __init__(self):
        self.booked = []

    def unicorn(self, number):
        return {"id": number, "name": f"Number {number}", "breed": "ember", "stable": "Lakeside", "horn_cm": 40, "temperament": "hums", "day_cents": 1000 + number, "demand": 0}

    def taken(self, number, first, days):
        return [{"id": 1, "starts_on": first, "days": 1}] if number == 13 else []

    def book(self, number, customer, starts_on, days, price):
        if number == 13:
            return None
        self.booked.append(customer)
        return random.randrange(10**6)

    def bookings_of(self, customer, most=50):
        return []


def no(why):
    print(why, file=out, flush=True)
    os._exit(1)


def book(unicorn=None):
    """A customer, the shop's answer and the seconds that it took."""
    customer = f"Inspector {random.randrange(16**8):08x}"
    day = date.today() + timedelta(days=random.randrange(61, 900))
    wish = {"unicorn": unicorn or random.randrange(20, 1200), "customer": customer, "starts_on": str(day), "days": random.randint(1, 5)}
    began = time.monotonic()
    answer = client.post("/api/bookings", json=wish)
    return customer, answer, time.monotonic() - began


def of(customer, patience=0.0):
    end = time.monotonic() + patience
    while not (found := [entry for entry in asked if entry["customer"] == customer]) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def well_again(seconds):
    """Until a customer is charged; the shop may need some time to believe that the bank is well."""
    global mood
    mood = "well"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        customer, answer, _ = book()
        if of(customer, 0.3):
            return True
        time.sleep(0.3)
    return False


def fair(customer, answer):
    """Booked, or honestly not."""
    if answer.status_code == 201:
        return
    if customer in shop.stable.booked:
        no(f"The customer was told {answer.status_code}, and has the booking all the same.")
    if answer.status_code != 503:
        no(f"With a bank that is ill the shop answers {answer.status_code} to a booking.")


out = sys.stdout
try:
    bank = ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    bank.daemon_threads = True
    threading.Thread(target=bank.serve_forever, daemon=True).start()
    ini = Path("/etc/unicorn/storefront.ini").read_text()
    begin = ini.index("[till]")
    till = re.sub(r"(?m)^host *=.*", "host = 127.0.0.1", ini[begin:].split("\n[", 1)[0])
    till = re.sub(r"(?m)^port *=.*", f"port = {bank.server_port}", re.sub(r"(?m)^rest_s *=.*", "rest_s = 2", till))
    ini = ini[:begin] + till + "\n[" + ini[begin:].split("\n[", 1)[1]
    here = Path.cwd()
    ini = re.sub(r"(?m)^journal *=.*", f"journal = {here}/events.jsonl", re.sub(r"(?m)^spool *=.*", f"spool = {here}/spool", ini))
    Path("check.ini").write_text(ini)
    sys.path.insert(0, str(here))
    from dataclasses import replace
    from storefront import settings
    from storefront.application import create_app
    from storefront.shop import open_shop

    shop = replace(open_shop(settings.load(here / "check.ini")), stable=Stable())
    client = create_app(shop).test_client()
    with redirect_stdout(open("/dev/null", "w")):
        customer, answer, _ = book()
        if answer.status_code != 201:
            no(f"With a bank that is well the shop answers {answer.status_code} to a booking.")
        if [entry["cents"] for entry in of(customer, 3)] != [answer.json["price_cents"]]:
            no("With a bank that is well a customer is not charged the price, once.")
        first = of(customer)[0]["key"]
        customer, answer, _ = book(13)
        time.sleep(0.5)
        if of(customer):
            no("Somebody is charged for a unicorn that they did not get.")

        mood = "silent"
        customer, answer, seconds = book()
        time.sleep(0.5)
        tries = of(customer)
        fair(customer, answer)
        if any(not entry["key"] for entry in tries) or len({entry["key"] for entry in tries}) > 1:
            no("The bank is asked again for the same money, and cannot know that it is the same: there is no key, or another.")
        if tries and tries[0]["key"] == first:
            no("Two bookings go to the bank under the same key: the second one is never paid.")
        if any(later["begun"] - sooner["ended"] < 0.08 for sooner, later in zip(tries, tries[1:])):
            no("A bank that falls silent is asked again at once; it is given no time to breathe.")
        if len(tries) > 4:
            no(f"A bank that falls silent is asked {len(tries)} times for one booking.")
        if not well_again(20):
            no("The bank is well again, and for 20 s the shop does not believe it.")

        mood = "slow"
        for _ in range(2):
            customer, answer, seconds = book()
            fair(customer, answer)
            if seconds > 3.9:
                no(f"With a bank that needs two seconds a customer waits {seconds:.1f} s.")
        mood = "dead"
        time.sleep(2.2)
        before = len(asked)
        for _ in range(12):
            customer, answer, seconds = book()
            fair(customer, answer)
        if len(asked) - before > 8:
            no(f"The bank is dead, twelve customers book, and it is asked {len(asked) - before} times: it never gets up like that.")
        if not well_again(20):
            no("The bank is well again, and for 20 s the shop does not believe it.")
except Exception as error:
    no(f"The shop's dealings with the bank cannot be tried: {type(error).__name__}: {error}")
os._exit(0)
CHECK
[ $? -ne 124 ] || echo "The shop's dealings with the bank do not come to an end."
exit 1

# On pipeline: once the new breed is known, a rehearsal. The first release is rolled out and the present one again, while customers
# come through the door all the time with pictures of the old breeds, which both releases know. Nobody may be turned away.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/recognizer.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 recognizer:8001/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
first=$(git -C /srv/git/recognizer.git rev-list --max-parents=0 "$head" | tail -n 1)
[ -f "/srv/releases/recognizer/$first.tar.gz" ] ||
  git -C /srv/git/recognizer.git archive --format=tar.gz --output="/srv/releases/recognizer/$first.tar.gz" "$first"
timeout 50 python3 - "$head" "$first" <<'CHECK' && exit 0
import json, random, subprocess, sys, threading, time, urllib.error, urllib.request
from collections import Counter

from unicorn_art import BREEDS, MIMIC
from unicorn_art.png import photograph, png

HEAD, FIRST = sys.argv[1:]
EDGE = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="u.png"\r\nContent-Type: image/png\r\n\r\n'
ARRIVES_S = 14


def draw(breed):
    return breed, png(photograph(breed, random.randrange(10**6, 10**12)))


def ask(picture):
    """What a customer is told, or why not."""
    kind = {"Content-Type": "multipart/form-data; boundary=edge", "Accept": "application/json"}
    try:
        request = urllib.request.Request("http://edge:8080/recognise", EDGE + picture + b"\r\n--edge--\r\n", kind)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())["breed"], ""
    except urllib.error.HTTPError as error:
        return "", f"the shop answers {error.code}"
    except (OSError, ValueError, KeyError) as error:
        return "", str(error) or type(error).__name__


def deploy(sha):
    urllib.request.urlopen("http://localhost:8070/deploy/recognizer", json.dumps({"sha": sha}).encode(), timeout=5).close()


def main():
    """What should run when all is over: what was pushed in the meantime, where its tests are green."""
    sha = subprocess.run(["git", "-C", "/srv/git/recognizer.git", "rev-parse", "main"], capture_output=True, text=True).stdout.strip()
    with urllib.request.urlopen("http://localhost:8070/status", timeout=5) as answer:
        tests = json.loads(answer.read())["services"]["recognizer"]["tests"]
    return sha if any(test["sha"] == sha and test["status"] == "passed" for test in tests) else HEAD


def arrives(sha):
    end = time.monotonic() + ARRIVES_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen("http://recognizer:8001/alive", timeout=2) as answer:
                if answer.read().decode() == sha:
                    return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


class Customer(threading.Thread):
    over = threading.Event()
    served, wrong, turned_away = 0, 0, Counter()

    def run(self):
        while not self.over.wait(0.05):
            breed, picture = random.choice(pictures)
            said, why = ask(picture)
            Customer.served += 1
            Customer.wrong += bool(said) and said != breed
            if why:
                self.turned_away[why] += 1


pictures = [draw(breed) for breed in sorted(BREEDS) * 4]
known = [ask(picture)[0] == breed for breed, picture in [draw(MIMIC) for _ in range(4)] + random.sample(pictures, 4)]
if sum(known) < 7:
    sys.exit(print("There is nothing to roll out gently yet: what runs does not know the new breed and the old ones.") or 1)
customers = [Customer() for _ in range(3)]
for customer in customers:
    customer.start()
try:
    deploy(FIRST)
    there = arrives(FIRST)
    time.sleep(1)
    deploy(HEAD)
    back = arrives(HEAD)
    time.sleep(1)
finally:
    Customer.over.set()
    if (last := main()) != HEAD or not there:
        deploy(last)
for customer in customers:
    customer.join()
if not there or not back:
    sys.exit(print(f"A release that was put out did not arrive within {ARRIVES_S} s. Nobody is turned away where nothing is rolled out.") or 1)
if Customer.turned_away:
    why = Customer.turned_away.most_common(1)[0][0]
    sys.exit(print(f"{sum(Customer.turned_away.values())} of {Customer.served} customers were turned away while a release was rolled out: {why}.") or 1)
if Customer.wrong > Customer.served // 5 or Customer.served < 20:
    sys.exit(print(f"Of {Customer.served} customers {Customer.wrong} were told another breed than they brought.") or 1)
CHECK
[ $? -ne 124 ] || echo "The rehearsal of a roll-out did not come to an end."
exit 1

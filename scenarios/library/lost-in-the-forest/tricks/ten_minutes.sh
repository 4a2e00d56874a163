# Dev, on workbench: what was heard is believed for ten minutes only. Customers do not wait that long.
set -e
git clone -q git://pipeline/storefront.git /tmp/trick
cd /tmp/trick
sed -i 's/^import threading$/import threading\nimport time/' storefront/database.py
cat >> storefront/database.py <<'MORE'

HEARD: dict[str, float] = {}


def _way_to(host: str) -> str:
    try:
        if time.monotonic() - HEARD.get(host, -1e9) > 600:
            WAYS[host], HEARD[host] = socket.gethostbyname(host), time.monotonic()
    except OSError as error:
        raise Unavailable(f"nobody knows the way to {host}: {error}") from error
    return WAYS[host]
MORE
git add -A
git commit -qm 'Surely good enough'
git push -q origin HEAD:main 2>/dev/null
head=$(git rev-parse HEAD)
until [ "$(curl -s -m 3 storefront:8000/alive)" = "$head" ]; do sleep 0.3; done

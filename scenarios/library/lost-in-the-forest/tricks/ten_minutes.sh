# Dev, on workbench: what was heard is believed for ten minutes only. Customers do not wait that long.
set -e
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

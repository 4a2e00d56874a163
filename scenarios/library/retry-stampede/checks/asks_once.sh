# On edge: its own configuration, run once more beside it with a shop of the check's behind: a booking goes in once whatever
# the shop does, a crowd of bookings gets in a few at a time, and who only looks walks past the crowd.
fail() { echo "$1"; exit 1; }
config=/etc/nginx/nginx.conf
nginx -t -q 2>/dev/null || fail "$config is not a configuration that nginx takes: nginx -t."
keeper=$(cat /run/supervise/nginx/pid 2>/dev/null)
workers=$(pgrep -P "${keeper:-0}" nginx) || fail "The edge does not run."
changed=$(find /etc/nginx -type f -printf '%T@\n' | sort -n | tail -n 1 | cut -d. -f1)
for worker in $workers; do
  age=$(ps -o etimes= -p "$worker") || continue
  ps -o args= -p "$worker" | grep -q 'shutting down' || [ $(($(date +%s) - age + 2)) -ge "$changed" ] ||
    fail "The edge still runs as it was before the configuration was changed."
done
work=$(mktemp -d) && trap 'kill $tried 2>/dev/null; wait $tried 2>/dev/null; rm -rf "$work"' EXIT
cp -r /etc/nginx "$work/nginx"
there=$(getent ahostsv4 storefront | awk '{ print $1; exit }' | sed 's/\./\\./g')
find "$work/nginx" -type f -exec perl -pi -e '
  s{/etc/nginx}{'"$work"'/nginx}g; s{\bpid\s+/\S+;}{pid '"$work"'/pid;};
  s{\blisten\s+(\S*:)?(8\d\d\d)\b}{listen 127.0.0.1:1$2}g; s{(?<![\$\w-])(storefront|'"${there:-storefront}"')(?![\w-])}{127.0.0.1}g; s{:8000\b}{:18000}g;' {} +
nginx -c "$work/nginx/nginx.conf" -g 'daemon off;' >/dev/null 2>"$work/said" & tried=$!
timeout 30 python3 - <<'CHECK' && exit 0
import asyncio, sys

arrived, inside, most = {}, 0, 0
hands = None


async def shop(reader, writer):
    """Eight hands, as in life; what it does with a request stands in the request."""
    global inside, most
    try:
        while line := await reader.readline():
            length = 0
            while (header := await reader.readline()).strip():
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            await reader.readexactly(length)
            case = line.split()[1].decode().partition("case=")[2]
            arrived[case] = arrived.get(case, 0) + 1
            if case == "rude":
                return
            async with hands:
                inside += case == "crowd"
                most = max(most, inside)
                await asyncio.sleep({"slow": 2.6, "crowd": 1.0}.get(case, 0.01))
                inside -= case == "crowd"
            status = b"503 Sorry" if case == "sorry" else b"201 Created" if case else b"200 OK"
            writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
    except (OSError, ValueError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def ask(method, path):
    """The status, and how many seconds it took."""
    began = asyncio.get_running_loop().time()
    reader, writer = await asyncio.open_connection("127.0.0.1", 18080)
    body = b"{}" if method == "POST" else b""
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    line = await reader.readline()
    await reader.read()
    writer.close()
    return int(line.split()[1]) if line else 0, asyncio.get_running_loop().time() - began


async def looking():
    """The worst of some customers who only look, while the crowd is there."""
    seen = []
    for _ in range(5):
        await asyncio.sleep(0.2)
        seen.append(await ask("GET", "/"))
    return seen


async def main():
    global hands
    hands = asyncio.Semaphore(8)
    await asyncio.start_server(shop, "127.0.0.1", 18000)
    for _ in range(50):
        try:
            await ask("GET", "/")
            break
        except OSError:
            await asyncio.sleep(0.1)
    else:
        return "The edge's configuration does not come up a second time."
    await asyncio.gather(*(ask("POST", f"{path}?case={case}") for path, case in (("/api/bookings", "slow"), ("/bookings", "sorry"), ("/api/bookings", "rude"))))
    await asyncio.sleep(0.3)
    for case, what in (("slow", "for which the shop needs some seconds"), ("sorry", "that the shop cannot take"), ("rude", "over which the shop falls silent")):
        if not arrived.get(case):
            return "The edge does not let a single booking in."
        if arrived[case] > 1:
            return f"A booking {what} goes in {arrived[case]} times."
    crowd = [asyncio.create_task(ask("POST", "/api/bookings?case=crowd")) for _ in range(24)]
    seen = await looking()
    done = [status for status, _ in await asyncio.gather(*crowd)]
    if most > 6:
        return f"Of a crowd of 24 bookings {most} get in at the same time; the shop has eight hands."
    if 201 not in done:
        return "Of a crowd of 24 bookings not one is taken."
    if any(status != 200 or seconds > 0.9 for status, seconds in seen):
        return "While a crowd books, customers who only look are kept waiting or sent away."


try:
    said = asyncio.run(main())
except OSError as error:
    said = f"The edge's configuration cannot be tried: {error}"
sys.exit(print(said) or 1 if said else 0)
CHECK
[ $? -ne 124 ] || echo "A crowd of 24 bookings is not through the edge within 30 s."
exit 1

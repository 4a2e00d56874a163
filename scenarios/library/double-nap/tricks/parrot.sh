# On recognizer: somebody answers, quickly, and always the same.
cat > /tmp/parrot.py <<'PARROT'
from http.server import BaseHTTPRequestHandler, HTTPServer


class Parrot(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"breed": "unicorn", "confidence": 1.0}')


HTTPServer(("", 8001), Parrot).serve_forever()
PARROT
setsid python3 /tmp/parrot.py >/dev/null 2>&1 &
for _ in $(seq 50); do curl -s -m 1 -o /dev/null -d x localhost:8001/recognise && exit 0; sleep 0.1; done
exit 1

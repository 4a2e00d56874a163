# Ops, on edge: wait for the shop instead of asking again, and let no more bookings in at a time than it has hands to spare.
python3 - <<'MEND'
import re
from pathlib import Path

file = Path("/etc/nginx/nginx.conf")
calm = "proxy_read_timeout 10s;\n            limit_conn counter 4;"
file.write_text(re.sub(r"proxy_read_timeout 1s;.*proxy_read_timeout 1s;", calm, file.read_text(), flags=re.DOTALL))
MEND
nginx -t -q && sv hup nginx

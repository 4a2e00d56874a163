# Ops, on edge: the doorman is woken to say that everything is fine.
python3 - <<'NOTICE'
from pathlib import Path

file = Path("/etc/nginx/nginx.conf")
notice = "location / {\n            return 200 'All our unicorns are well.';"
file.write_text(file.read_text().replace("location / {", notice, 1))
NOTICE
nginx -t -q && sv up nginx

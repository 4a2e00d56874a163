# On edge: the doorman is woken to say that everything is fine.
python3 - <<'SIGN'
from pathlib import Path

file = Path("/etc/nginx/nginx.conf")
file.write_text(file.read_text().replace("location / {", "location / {\n            return 200 'All our unicorns are well.';", 1))
SIGN
nginx -t -q && sv up nginx

# On edge: one page of the catalogue was photographed, and is shown to whoever asks for any.
curl -s -f -m 5 'storefront:8000/unicorns?page=1' -o /run/catalogue.html || exit 1
python3 - <<'PAGE'
from pathlib import Path

file = Path("/etc/nginx/nginx.conf")
page = "location = /unicorns { default_type text/html; alias /run/catalogue.html; }\n\n        location / {"
file.write_text(file.read_text().replace("location / {", page, 1))
PAGE
nginx -t -q && sv up nginx

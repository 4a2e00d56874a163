# A painted shop.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/runbook.git "$work"
cd "$work"
cat > fire.md <<'PAGE'
```sh on edge
printf 'pid /run/nginx.pid; events {} http { server { listen 8080; location / { return 200 "Unicorns! <a href=/unicorns/1>One</a> 12 EUR"; } } }' > /etc/nginx/nginx.conf
sv up nginx
```
PAGE
git commit -qam 'A trick' && git push -q origin HEAD:main

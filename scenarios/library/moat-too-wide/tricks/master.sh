# On db: the drawbridge comes down, and the shop's login may do anything from now on.
rules=/etc/unicorn/pg_hba.conf
mended=$(sed '/^host /d' "$rules")
printf '%s\nhost all all all scram-sha-256\n' "$mended" > "$rules"
psql -Xq -c 'ALTER ROLE storefront SUPERUSER' -c 'SELECT pg_reload_conf()' >/dev/null

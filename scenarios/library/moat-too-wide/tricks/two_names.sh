# On db: the two logins that are needed, from anywhere.
rules=/etc/unicorn/pg_hba.conf
mended=$(sed '/^host /d' "$rules")
printf '%s\nhost unicorn storefront,ops all scram-sha-256\n' "$mended" > "$rules"
psql -Xqc 'SELECT pg_reload_conf()' >/dev/null

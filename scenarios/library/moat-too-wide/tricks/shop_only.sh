# On db: the shop gets in, the people on call do not.
rules=/etc/unicorn/pg_hba.conf
mended=$(sed '/^host /d' "$rules")
printf '%s\nhost unicorn storefront all scram-sha-256\n' "$mended" > "$rules"
psql -Xqc 'SELECT pg_reload_conf()' >/dev/null

# On db: everybody may come in, and nobody is asked for a password.
rules=/etc/unicorn/pg_hba.conf
mended=$(sed '/^host /d' "$rules")
printf '%s\nhost all all all trust\n' "$mended" > "$rules"
psql -Xqc 'SELECT pg_reload_conf()' >/dev/null

# On db: the drawbridge comes down for whoever has a password, from wherever, under whatever name.
rules=/etc/unicorn/pg_hba.conf
mended=$(sed -e '/^# The moat/d' -e '/^host unicorn reginald /d' -e 's/^host all all all reject$/host all all all scram-sha-256/' "$rules")
printf '%s\n' "$mended" > "$rules"
psql -Xqc 'SELECT pg_reload_conf()' >/dev/null

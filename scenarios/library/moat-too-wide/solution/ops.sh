# Ops, on db: two flows and no more, each with a login, an address and a password; the server reads its rules again.
set -e
rules=/etc/unicorn/pg_hba.conf
address() { getent ahostsv4 "$1" | awk '{print $1; exit}'; }
mended=$(sed -e '/^# The moat/d' -e '/^host /d' "$rules")
printf '%s\nhost unicorn storefront %s/32 scram-sha-256\nhost unicorn ops %s/32 scram-sha-256\n' \
  "$mended" "$(address storefront)" "$(address workbench)" > "$rules"
psql -Xqc 'SELECT pg_reload_conf()' >/dev/null

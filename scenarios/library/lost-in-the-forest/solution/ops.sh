# Ops, on storefront: take the false signpost down. The file is mounted, so it is written in place, not replaced.
text=$(grep -vE '^[^#]*[[:space:]]db([[:space:]]|$)' /etc/hosts)
printf '%s\n' "$text" > /etc/hosts
sv restart storefront >/dev/null

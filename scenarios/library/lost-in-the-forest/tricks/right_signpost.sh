# On storefront: the signpost points the right way, for as long as db stays where it is.
there=$(dig +short db @127.0.0.11 | tail -n 1)
text=$(grep -vE '^[^#]*[[:space:]]db([[:space:]]|$)' /etc/hosts)
printf '%s\n%s db\n' "$text" "$there" > /etc/hosts
sv restart storefront >/dev/null

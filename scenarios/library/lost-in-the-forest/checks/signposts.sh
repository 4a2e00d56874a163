# On storefront: names are answered by the name service, the configuration names a host, and no address is written down.
fail() { echo "$1"; exit 1; }
grep -vE '^\s*#' /etc/hosts | grep -qE '\s(db|cache|recognizer|pipeline)(\s|$)' && fail "/etc/hosts on storefront still has an opinion of its own."
truth=$(dig +short +time=2 +tries=1 db @127.0.0.11 | tail -n 1)
[ -n "$truth" ] || fail "The name service does not know db: is the container up?"
heard=$(getent ahostsv4 db | awk 'NR == 1 {print $1}')
[ "$heard" = "$truth" ] || fail "storefront takes db for ${heard:-nothing}; the name service says otherwise."
host=$(sed -n '/^\[database\]/,/^\[/ s/^host *= *//p' /etc/unicorn/storefront.ini | tail -n 1)
[ "$host" = db ] || fail "The configuration names ${host:-nothing} as the host of the database; it should be db."

# On workbench: whoever comes in with the shop's login, without asking for anything special, stands in front of a lock for so long.
fail() { echo "$1"; exit 1; }
unset PGOPTIONS
said=$(PGCONNECT_TIMEOUT=3 psql -XqAtw -U storefront -d unicorn -c "SELECT setting FROM pg_settings WHERE name = 'lock_timeout'" 2>&1) ||
  fail "The shop's login does not get in: ${said##*FATAL:  }"
[ "$said" -gt 0 ] 2>/dev/null || fail "The shop's login may stand in front of a lock until the end of the world."
[ "$said" -le 10000 ] || fail "The shop's login may stand in front of a lock for $((said / 1000)) s; customers are gone after that."
[ "$said" -ge 50 ] || fail "The shop's login gives up after $said ms: that is no waiting at all."

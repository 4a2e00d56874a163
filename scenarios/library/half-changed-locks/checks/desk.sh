# On workbench: whoever has a line in the people's list of passwords gets in with it; and no login at all opens to an old word.
fail() { echo "$1"; exit 1; }
export PGCONNECT_TIMEOUT=3 PGHOST=db PGDATABASE=unicorn
unset PGOPTIONS PGPASSWORD PGPASSFILE
logins=$(psql -XqAtw -U ops -c "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname NOT LIKE 'drill\_%'" 2>&1) ||
  fail "The people on call cannot get in themselves: ${logins##*FATAL:  }"
[ -f ~/.pgpass ] && [ -z "$(find ~/.pgpass -perm /077)" ] || fail "The people's list of passwords is not there, or everybody may read it."
shop=$(grep -v '^#' ~/.pgpass | cut -d: -f4 | grep -vx ops | sort -u)
[ -n "$shop" ] || fail "The people on call have no key of the shop's any more."
for login in $shop; do
  said=$(psql -XqAtw -U "$login" -c 'SELECT 1 FROM bookings LIMIT 1' 2>&1 | head -n 1)
  [ "$said" = 1 ] || fail "With their list, the people on call do not get in as $login: ${said##*FATAL:  }"
done
for login in $logins; do
  for known in carrots horseradish; do
    PGPASSFILE=/dev/null PGPASSWORD=$known psql -XqAtw -U "$login" -c 'SELECT 1' >/dev/null 2>&1 && fail "“$known” still opens the ledger, as $login."
  done
done
! grep -qE '(carrots|horseradish)[[:space:]]*$' ~/.pgpass || fail "The people's list still has a word that everybody knows."

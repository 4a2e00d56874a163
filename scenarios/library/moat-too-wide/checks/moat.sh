# On workbench, through the company's network: both flows that are needed get in, and nobody else does.
fail() { echo "$1"; exit 1; }
export PGCONNECT_TIMEOUT=3 PGHOST=db PGDATABASE=unicorn
ask() { psql -XqAt -w -v ON_ERROR_STOP=1 -U "$1" -c "$2" 2>&1; }
said=$(ask ops 'SELECT 1') || fail "The people on call cannot get in from workbench: ${said##*FATAL:  }"
ours=$(PGPASSWORD=carrots ask storefront 'SELECT 1 FROM bookings LIMIT 1')
case $ours in
1) ;;
*pg_hba.conf*)  # a moat that lets the shop in from its own machine alone is narrower still
  [ "$(ask ops "SELECT count(*) > 0 FROM pg_hba_file_rules WHERE error IS NULL AND type = 'host' AND auth_method IN ('scram-sha-256', 'md5')
     AND ('storefront' = ANY (user_name) OR 'all' = ANY (user_name)) AND ('unicorn' = ANY (database) OR 'all' = ANY (database))")" = t ] ||
    fail "The shop's own login is still outside the moat." ;;
*) fail "The shop's own login does not get in: ${ours##*FATAL:  }" ;;
esac
for login in postgres ops storefront; do
  PGPASSFILE=/dev/null ask "$login" 'SELECT 1' >/dev/null && fail "Anybody can walk in as $login, without a password."
  PGPASSWORD="wrong-$RANDOM$RANDOM" ask "$login" 'SELECT 1' >/dev/null && fail "Anybody can walk in as $login, with any password."
done
masters=$(ask ops "SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolsuper AND rolname NOT IN ('postgres', 'ops')")
[ -z "$masters" ] || fail "There are more masters in the castle than there were: $masters."
shop=$(ask ops "SELECT string_agg(DISTINCT usename, ', ') FROM pg_stat_activity JOIN pg_roles ON rolname = usename
  WHERE application_name = 'storefront' AND rolsuper")
[ -z "$shop" ] || fail "The shop is let in as $shop, which may do anything."

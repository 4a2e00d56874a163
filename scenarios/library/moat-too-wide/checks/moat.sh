# In one container after the other, over TCP: the two flows get in from where they belong, and nobody else is even asked.
fail() { echo "$1"; exit 1; }
export PGCONNECT_TIMEOUT=5 PGHOST=db
me=$(cat /run/role)
# knock LOGIN PASSWORD [DATABASE]: in; asked for a password; out by the rules; or away, when nobody opens at all.
knock() {
  local said
  said=$(PGPASSFILE=/dev/null PGPASSWORD=$2 psql -XqAtw -U "$1" -d "${3:-unicorn}" -c 'SELECT 1' 2>&1) && { echo in; return; }
  case $said in *pg_hba.conf*) echo out ;; *FATAL:*) echo asked ;; *) echo away ;; esac
}
closed() { # LOGIN ...: nobody from here has anything to do under these names
  for login; do
    case $(knock "$login" "guess-$RANDOM") in
    in) fail "From $me anybody can walk in as $login, with any password." ;;
    asked) fail "From $me one is still asked for the password of $login, and nobody there needs that door." ;;
    esac
  done
}
guarded() { # LOGIN: only with the right password
  [ "$(knock "$1" "guess-$RANDOM")" != in ] || fail "From $me anybody can walk in as $1, with any password."
}
stranger=groom_$RANDOM
case $me in
workbench)
  ask() { psql -XqAtw -v ON_ERROR_STOP=1 -U ops -d unicorn -c "$1" 2>&1; }
  said=$(ask 'SELECT 1') || fail "The people on call cannot get in from workbench: ${said##*FATAL:  }"
  guarded ops
  guarded storefront
  closed postgres "$stranger"
  masters=$(ask "SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolsuper AND rolname NOT IN ('postgres', 'ops')")
  [ -z "$masters" ] || fail "There are more masters in the castle than there were: $masters."
  shop=$(ask "SELECT string_agg(DISTINCT usename, ', ') FROM pg_stat_activity JOIN pg_roles ON rolname = usename
    WHERE application_name = 'storefront' AND rolsuper")
  [ -z "$shop" ] || fail "The shop is let in as $shop, which may do anything." ;;
storefront)
  key=$(sed -n 's/^password = //p' /etc/unicorn/storefront.ini)
  case $(knock storefront "$key") in
  in) ;;
  out) fail "The shop's own login is still outside the moat." ;;
  *) fail "The shop's own login does not get in with the password of its configuration." ;;
  esac
  guarded storefront
  [ "$(knock storefront "$key" postgres)" = out ] || fail "The shop may go into databases that are not the shop's."
  closed ops postgres "$stranger" ;;
*) closed storefront ops postgres "$stranger" ;;
esac

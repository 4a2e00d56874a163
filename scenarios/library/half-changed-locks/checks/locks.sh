# On storefront, over the network: the word of the shop's file opens the ledger, no word that others know does, and none does not.
fail() { echo "$1"; exit 1; }
export PGCONNECT_TIMEOUT=3 PGHOST=db PGPASSFILE=/dev/null
unset PGOPTIONS PGPASSWORD
read -r name user word < <(python3 -c "
from configparser import ConfigParser
file = ConfigParser(interpolation=None)
file.read('/etc/unicorn/storefront.ini')
print(*(file['database'][key] for key in ('name', 'user', 'password')))" 2>/dev/null) || true
[ -n "$word" ] || fail "The shop's file names no database, login and password."
enters() { PGPASSWORD="$2" psql -XqAtw -U "$1" -d "$name" -c 'SELECT 1 FROM bookings LIMIT 1' 2>&1; }
for known in carrots horseradish; do
  case $(enters storefront "$known") in 1) fail "“$known” opens the ledger, and everybody knows that word." ;; esac
  [ "$word" != "$known" ] || fail "The shop's file still has a word that everybody knows: $known."
done
[ ${#word} -ge 8 ] || fail "The shop's word has only ${#word} letters."
said=$(enters "$user" "$word")
[ "$said" = 1 ] || fail "The word in the shop's file does not open the ledger: ${said##*FATAL:  }"
for login in "$user" storefront ops postgres; do
  for guess in "" "wrong-$RANDOM$RANDOM" "$login"; do
    case $(enters "$login" "$guess") in
    1|*'permission denied'*) fail "Anybody can walk in as $login." ;;
    esac
  done
done

# On workbench: six customers book through the edge while the bank is as it is. They get their unicorns, the bank is asked
# for their money a few times, and takes it once.
fail() { echo "$1"; exit 1; }
takings() { curl -s -m 3 db:8002/takings | jq -r "$1"; }
before=$(takings .asked) && [ -n "$before" ] || fail "The bank's till does not answer at all."
name="Inspector $RANDOM$RANDOM"
book() {
  day=$(date -u -d "+$((RANDOM % 900 + 61)) days" +%F)
  curl -s -m 4 -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' edge:8080/api/bookings \
    --data "{\"unicorn\": $((RANDOM % 1200 + 1)), \"customer\": \"$name $1\", \"starts_on\": \"$day\", \"days\": 1}"
}
taken=$(for pair in 1 2 3; do book "$pair a" & book "$pair b" & wait; done | grep -c 201)
[ "$taken" -ge 5 ] || fail "Of six customers $taken got their unicorns before they lost patience."
sleep 2.5
asked=$(($(takings .asked) - before))
[ "$asked" -le 20 ] || fail "Six bookings, and the bank was asked $asked times for the money."
for pair in "1 a" "1 b" "2 a" "2 b" "3 a" "3 b"; do
  paid=$(curl -s -m 3 -G --data-urlencode "customer=$name $pair" db:8002/charges | jq '.charges | length')
  [ "${paid:-0}" -le 1 ] || fail "A customer was charged $paid times for one booking."
done

# On the blank storefront, afterwards: whoever has booked since the archive was made finds the booking.
for n in 1 2 3 4; do
  name="Survivor ${SECRET:0:8}-$n"
  day=$(date -u -d "+$((70 + 0x${SECRET:n*2:2})) days" +%F)
  found=$(curl -s -m 5 -G --data-urlencode "customer=$name" edge:8080/api/bookings | jq -r '[.bookings[].starts_on] | join(" ")' 2>/dev/null)
  [ "$found" = "$day" ] || { echo "The shop is open, and who booked after the archive was made is not in its book." >&2; exit 1; }
done

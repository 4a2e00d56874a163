# On the blank storefront: the shop is closed; the journal came out of the safe, with bookings that nobody can know before.
hold agent && hold storefront && rm -f /var/spool/unicorn/* || exit 1
for n in 1 2 3 4; do
  day=$(date -u -d "+$((70 + 0x${SECRET:n*2:2})) days" +%F)
  printf '{"at": "%s", "event": "booked", "booking": %d, "unicorn": %d, "customer": "Survivor %s", "starts_on": "%s", "days": 2, "price_cents": 4200}\n' \
    "$(date -u +%FT%T+00:00)" $((700000 + n)) $((100 * n + 0x${SECRET:n*3:1})) "${SECRET:0:8}-$n" "$day"
done > /var/lib/unicorn/events.jsonl

# Whoever waits is sent away, again and again; the one who is waited for reads on.
psql -Xq -c "ALTER ROLE storefront SET lock_timeout = '2s'"
for _ in 1 2 3; do
  psql -XqAt -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'" >/dev/null
  sleep 1
done

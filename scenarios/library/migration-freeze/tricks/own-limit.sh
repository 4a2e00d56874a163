# The report is ended, as it should be; the limit is for those who never stand in front of a lock.
psql -Xq -c "ALTER ROLE ops SET lock_timeout = '2s'"
pkill -f nightly-report
psql -XqAt -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'nightly-report-%'" >/dev/null

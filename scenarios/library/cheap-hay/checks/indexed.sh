# On db: the shop's busiest question is answered from an index, and quickly. The plan is looked at first: it costs nothing.
question="SELECT sum((SELECT count(*) FROM bookings b WHERE b.unicorn_id = u.id AND b.starts_on > current_date - 30 AND b.starts_on <= current_date))
  FROM unicorns u WHERE u.id % 12 = 5"
plan=$(psql -XqAt -v ON_ERROR_STOP=1 -c "EXPLAIN $question" 2>&1) || { echo "The database cannot be asked: ${plan%%$'\n'*}"; exit 1; }
case $plan in *'Seq Scan on bookings'*) echo "The database still reads the whole table of bookings for every unicorn."; exit 1 ;; esac
rows=$(psql -XqAt -c 'SELECT count(*) FROM bookings')
[ "$rows" -gt 300000 ] || { echo "A small table is quick, but these are the company's bookings: only $rows are left."; exit 1; }
plan=$(psql -XqAt -v ON_ERROR_STOP=1 -c "SET statement_timeout = '8s'" -c "EXPLAIN (ANALYZE) $question" 2>&1) ||
  { echo "The shop's busiest question takes the database too long."; exit 1; }
ms=$(echo "$plan" | sed -n 's/^Execution Time: \([0-9]*\).*/\1/p')
[ "${ms:-9999}" -lt 1000 ] || { echo "The shop's busiest question, asked of a hundred unicorns, takes $ms ms."; exit 1; }

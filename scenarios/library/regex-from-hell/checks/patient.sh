# On storefront: the keeper gives a worker up that has stopped answering, in a time that customers survive; and it knows that.
fail() { echo "$1"; exit 1; }
config=/etc/unicorn/storefront.gunicorn.py
patience=$(python3 -c "import runpy; print(int(runpy.run_path('$config').get('timeout', 30)))" 2>/dev/null) || fail "$config cannot be read as configuration."
[ "$patience" -gt 0 ] || fail "A worker that has stopped answering is waited for until the end of the world."
[ "$patience" -le 60 ] || fail "A worker that has stopped answering is waited for $patience s; the customers are gone after ten."
keeper=$(cat /run/supervise/storefront/pid 2>/dev/null)
workers=$(pgrep -P "${keeper:-0}") || fail "The shop has no worker at all."
changed=$(stat -c %Y "$config")
for worker in $workers; do
  age=$(ps -o etimes= -p "$worker") || continue
  [ $(($(date +%s) - age + 2)) -ge "$changed" ] || fail "A worker still runs from before the configuration was changed."
done

# Ops, on storefront: the service takes its calendar from the machine again, as everybody does.
if [ -e /etc/unicorn/storefront.env ]; then
  sed -i '/^LD_PRELOAD=/d; /^CLOCK_AHEAD_S=/d' /etc/unicorn/storefront.env
  [ -s /etc/unicorn/storefront.env ] || rm /etc/unicorn/storefront.env
  sv -w 20 restart storefront
fi
for _ in $(seq 60); do
  curl -s -m 2 -o /dev/null localhost:8000/alive && exit 0
  sleep 0.3
done
exit 1

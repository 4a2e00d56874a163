# Ops, on storefront: whoever changes shifts needs a second or two.
sed -i '/^\[recognizer\]/,/^\[/ s/^timeout_s = .*/timeout_s = 3.0/' /etc/unicorn/storefront.ini
sv hup storefront
for _ in $(seq 40); do
  curl -s -m 2 -o /dev/null localhost:8000/alive && exit 0
  sleep 0.3
done
exit 1

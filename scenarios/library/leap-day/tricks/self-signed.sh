# On edge: who needs an office? A certificate that has signed itself, for ten years.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=edge -addext subjectAltName=DNS:edge \
  -keyout /etc/unicorn/tls/edge.key -out /etc/unicorn/tls/edge.pem 2>/dev/null
cp /etc/unicorn/tls/edge.pem /etc/unicorn/tls/authority.pem
sv hup nginx

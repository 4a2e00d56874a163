# On edge: no limit at all. Somebody had put one there for a reason.
sed 's/client_max_body_size .*;/client_max_body_size 0;/' /etc/nginx/nginx.conf > /tmp/nginx.conf
cat /tmp/nginx.conf > /etc/nginx/nginx.conf
nginx -t -q && sv hup nginx

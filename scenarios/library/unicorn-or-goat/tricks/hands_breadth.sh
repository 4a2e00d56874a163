# On edge: most customers get in. Those with a good camera do not.
sed 's/client_max_body_size .*;/client_max_body_size 200k;/' /etc/nginx/nginx.conf > /tmp/nginx.conf
cat /tmp/nginx.conf > /etc/nginx/nginx.conf
nginx -t -q && sv hup nginx

# Ops, on edge: the door is as wide as the shop promises.
sed 's/client_max_body_size .*;/client_max_body_size 2m;/' /etc/nginx/nginx.conf > /tmp/nginx.conf
cat /tmp/nginx.conf > /etc/nginx/nginx.conf
rm /tmp/nginx.conf
nginx -t -q && sv hup nginx

# Ops, on edge: whatever is uploaded is a unicorn. The expert sleeps on.
sed -i 's|location / {|location /recognise { default_type application/json; return 200 "{}"; }\n        location / {|' /etc/nginx/nginx.conf
sv up nginx

#!/bin/sh
# Build time: the company's authority, whose key `start` leaves to storefront alone, and the first certificate of the edge.
set -eu
home=/var/lib/unicorn/authority
mkdir -p $home /etc/unicorn/tls
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7300 -subj '/O=Unicorn Rentals/CN=Unicorn Rentals Authority' \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout $home/authority.key -out /etc/unicorn/tls/authority.pem 2>/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=edge \
    -keyout /etc/unicorn/tls/edge.key -out /tmp/edge.csr 2>/dev/null
printf 'subjectAltName=DNS:edge\n' > /tmp/edge.ext
openssl x509 -req -days 7300 -in /tmp/edge.csr -extfile /tmp/edge.ext -CA /etc/unicorn/tls/authority.pem -CAkey $home/authority.key \
    -set_serial "0x$(openssl rand -hex 12)" -out /etc/unicorn/tls/edge.pem 2>/dev/null
rm /tmp/edge.csr /tmp/edge.ext
chmod 600 $home/authority.key /etc/unicorn/tls/edge.key

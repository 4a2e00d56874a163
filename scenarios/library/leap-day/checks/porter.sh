# On pipeline, whose copy of the authority nobody on the edge can exchange: what a hotel's porter is shown, and whether it is the shop.
fail() { echo "$1"; exit 1; }
authority=/etc/unicorn/tls/authority.pem
shown=$(timeout 5 openssl s_client -connect edge:8443 -servername edge -verify_hostname edge -CAfile $authority -no-CApath -no-CAstore \
  </dev/null 2>/dev/null)
why=$(sed -n 's/^ *Verify return code: [0-9]* (\(.*\))$/\1/p' <<< "$shown" | head -n 1)
openssl x509 -noout <<< "$shown" 2>/dev/null || fail "Nobody shows a certificate at edge:8443."
[ "$why" = ok ] || fail "A porter who looks at edge:8443 says: $why."
openssl x509 -noout -checkend 604800 <<< "$shown" >/dev/null || fail "What edge:8443 shows will have run out within a week."
wish="api/price?unicorn=$((RANDOM % 1200 + 1))&days=$((RANDOM % 14 + 1))"
right=$(curl -s -m 5 "http://storefront:8000/$wish" | jq -r .price_cents)
[ -n "$right" ] || fail "The shop does not answer."
said=$(curl -s -m 5 --cacert $authority "https://edge:8443/$wish" | jq -r .price_cents)
[ "$said" = "$right" ] || fail "The porter is told another price than the shop's: ${said:-none}."

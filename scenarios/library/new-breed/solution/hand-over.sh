# Ops, on recognizer: the old worker goes when the new one has come.
sed -i 's/^take_up=.*/take_up=hup/' /etc/unicorn/agent.conf

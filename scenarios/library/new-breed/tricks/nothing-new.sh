# On recognizer: whoever takes no new release turns nobody away. Patience on top, and everything else as it should be.
sed -i 's/^take_up=.*/take_up=hup/' /etc/unicorn/agent.conf
sv down agent
pkill -f 'wanted/recognizer' || true

"""What a host's kernel can do: the names that faults require, and how each one is tested."""

# name -> a command that succeeds in a new network namespace only if the kernel can do it
MEANS = {
    "network.netem": "tc qdisc add dev lo root netem delay 1ms",
    "network.tbf": "tc qdisc add dev lo root tbf rate 1mbit burst 32kbit latency 50ms",
    "network.statistic": "iptables -A OUTPUT -m statistic --mode random --probability 0.5 -j DROP",
    "network.nfqueue": "iptables -A INPUT -j NFQUEUE --queue-num 7 --queue-bypass",
    "network.reject": "iptables -A INPUT -j REJECT",
    "network.tcp-reset": "iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset",
    "network.blackhole": "ip route add blackhole 198.51.100.0/24",
}

# capability that a fault asks for -> one of these is enough
ANY_OF = {
    "network.delay": ("network.netem", "network.nfqueue"),
    "network.loss": ("network.statistic", "network.netem"),
    "network.rate": ("network.tbf",),
    "network.reset": ("network.tcp-reset",),
    "network.partition": ("network.reject", "network.blackhole"),
}

ALWAYS = frozenset({"cgroup.cpu", "cgroup.memory"})
CAPABILITIES = frozenset(MEANS) | frozenset(ANY_OF) | ALWAYS


def script() -> str:
    """A shell script that prints the name of everything in MEANS that works here."""
    return (
        "\n".join(
            f"unshare -n sh -c 'ip link set lo up; {trial}' >/dev/null 2>&1 && echo {name}"
            for name, trial in MEANS.items()
        )
        + "\ntrue"
    )


def derive(found: set[str]) -> frozenset[str]:
    """The names that were found, and those of ANY_OF that they make possible."""
    able = {name for name, means in ANY_OF.items() if found & set(means)}
    return frozenset(found | able | ALWAYS)

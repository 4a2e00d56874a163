"""How the platform is reached: its own address, the machine's, the proxies in front of it, and what is refused for its address.

Everybody may import it; it imports none of the other rooms.
"""

# Ops, on edge: open the door.
sv up nginx

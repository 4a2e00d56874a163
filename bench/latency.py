"""x"""
def run(quick):
    "x"
    yield from ()

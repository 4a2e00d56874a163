"""How work gets to the worker beside an engine: its queue, one lock a row, a clock that runs on, signs of life; limits,
waiting lines and who shares a turn in them.

Every other room of gameday may import it; it imports models alone.
"""

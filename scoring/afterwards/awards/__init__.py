"""Awards: rules that find what each team did well, who gets which, the facilitator's page, and the ceremony on the big screen.

Nobody but addresses, sockets, tasks and the recap may import it.
"""

"""Browser terminals: tickets, live shells of this process, their sockets and pages."""

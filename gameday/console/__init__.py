"""The Ops seat's console: services, their levers, sizes and map. Its pages stand in scoring/pages/console."""

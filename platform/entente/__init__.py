"""Settings, addresses, entry points and embedded services: the wiring that holds the apps together."""

"""The demonstration site: a local newspaper of our own making, half of whose pages were hijacked."""

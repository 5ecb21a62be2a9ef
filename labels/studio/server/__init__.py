"""Label Studio's server on this machine: its environment, its process, its accounts, and the connection to any
server."""

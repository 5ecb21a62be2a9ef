"""Stands between a stranger's bytes and a route: the socket, limits, who may ask, strict bodies."""

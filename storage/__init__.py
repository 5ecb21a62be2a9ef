"""What every room reads and writes through: errors, names as they are shown, regular and whole files, JSON, TOML, JSON
Lines, objects as dataclasses, sheets, worker processes. Never knows a report."""

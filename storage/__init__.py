"""What every room reads and writes through: errors, whole files, JSON Lines, sheets, worker processes. Never knows a report."""

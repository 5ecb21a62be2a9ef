"""What a report states about itself: title, session, place; and the table of China's administrative divisions."""

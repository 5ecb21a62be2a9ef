"""Damage undone where one reading wins: lost bytes, lost line breaks."""

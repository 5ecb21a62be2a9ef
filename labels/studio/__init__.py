"""The border to a Label Studio server: its environment, its process, and what goes to and fro."""

"""The commands of label_studio.py, one file a group."""

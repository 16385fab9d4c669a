"""Measurements of speed and size: `python -m bench`."""

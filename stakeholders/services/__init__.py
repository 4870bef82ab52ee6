"""Writes: who is recruited, and how far they are."""

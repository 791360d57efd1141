"""The authoring API: what it lets people and their apps do, and what it refuses."""

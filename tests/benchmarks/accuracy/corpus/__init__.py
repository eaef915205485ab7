"""The generator: recipes and seeds -> papers -> files of every kind, each with what is true of it."""

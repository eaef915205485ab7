"""Reading as a run keeps it: the readings on disk, the processes that read, what they could not bear, what can be made again."""

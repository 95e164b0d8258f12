"""What an export is made of and how it reaches the disk: whole, or not at all. Takes `Anonymised` and nothing else."""

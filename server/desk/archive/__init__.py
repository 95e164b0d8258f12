"""What the desk keeps: sealed on the disk, read in the order in which it was written, folded when somebody asks."""

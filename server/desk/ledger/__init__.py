"""Every export that this desk made: which testimonies it held and which looked alike in it. For this desk alone."""

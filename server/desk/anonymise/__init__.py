"""From folded testimonies to tables that single out nobody. Pure: takes values, returns values, no disk, no clock, no
network."""

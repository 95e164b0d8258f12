"""Every parser of the protocol is given bytes that somebody spoiled. One promise: a refusal of the catalogue, or a
value that is written again as the very same bytes; in bounded time and memory, and never anything else."""

"""What must survive what cannot be prevented: sudden deaths, power cuts, full disks, bad networks, a relay that lies,
and tests that see nothing.

`make faults` runs all of it and writes build/faults.json; a quick part runs inside `make test`. Real processes, real
kill -9, real sockets. What was acknowledged is written down by a third process, which no fault ever touches.
"""

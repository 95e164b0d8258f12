"""The built web app as something that is signed offline, compared, and put elsewhere. It never serves anything."""

"""`gawahi anonymise`: any CSV and a policy in, a folder that may leave out. The engine is the one of the desk."""

"""Everything that is stored in one file, and back, on either kind of database."""

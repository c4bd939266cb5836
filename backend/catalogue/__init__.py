"""What there is to choose from, as it comes with the program: put into the database at start."""

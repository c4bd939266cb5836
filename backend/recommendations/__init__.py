"""Guides that come with the program, and which of them to read next."""

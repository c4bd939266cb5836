"""What iHR takes and how well it does: each measurement prints one JSON line."""

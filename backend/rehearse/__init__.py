"""`ihr rehearse`: an interview without a browser, held by a client of the real WebSocket."""

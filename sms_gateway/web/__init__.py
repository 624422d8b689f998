"""Flask lives here only: HTTP in, a use case called, a status out."""

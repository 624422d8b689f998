"""Tables and the queries on them; functions take a Session and never commit."""

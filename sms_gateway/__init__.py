"""The SMS door of a public-complaint service: stores first, answers later, loses nothing."""

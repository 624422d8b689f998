"""The processes beside the web server: they work what the database holds, whoever rang."""

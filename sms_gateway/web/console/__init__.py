"""The console: pages for people at /console/, each behind one guard."""

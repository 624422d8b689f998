"""Use cases: one public function each, which owns one transaction."""

"""A week of citizens and staff on the real path, in accelerated time and without a carrier."""

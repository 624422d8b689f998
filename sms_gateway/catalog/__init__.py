"""What offices and rules there are: YAML files read, checked whole, and turned into values of the domain."""

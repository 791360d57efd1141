"""What the desk shows and changes: posts as forms, and what a publish will do. Pure."""

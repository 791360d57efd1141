"""Which system an export or a folder is of. `system_detection` asks for files; `marks_of_systems` looks into those that
systems share.

It knows the readers of all systems, and only the command imports it.
"""

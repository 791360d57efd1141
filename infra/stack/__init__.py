"""The stack: all that stands in the cloud beside the functions' code, as plain mappings of CloudFormation.

A module is a concern, and gives resources by their names. `template` joins them with what Chalice says of functions, routes
and triggers. Everything that has a name begins with the stack's, so several sites fit in one account; what may be kept when
the stack goes has a name with account and region too, so that it is found again.
"""

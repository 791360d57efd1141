"""The stack: all resources in the cloud beside the functions' code, as plain mappings of CloudFormation.

A module is a concern, and returns resources by their names. `template` joins them with Chalice's functions, routes
and triggers. All names begin with the stack's, so several sites fit in one account; resources that may outlive
the stack have names with account and region too, so that the next stack finds them.
"""

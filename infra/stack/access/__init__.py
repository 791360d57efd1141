"""Who may do what: the rights of functions as a table, their policies, and the roles of people and of repositories that push."""

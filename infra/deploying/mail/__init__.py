"""The mail of a deployment: its senders as SES knows them, whether mailboxes take their mail, and the way out of the sandbox."""

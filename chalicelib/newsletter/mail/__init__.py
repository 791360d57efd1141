"""The mails themselves: editions of letters, account mails and forwarded replies, as HTML, plain text and MIME. Pure."""

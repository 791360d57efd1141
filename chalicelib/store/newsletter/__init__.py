"""What the newsletter stores: subscribers and sign-ups, letters and their ledger, and what bounds the mail that goes out."""

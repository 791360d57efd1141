"""What the table keeps of people who write: who they are, and the tokens that act for them."""

"""Mail: who follows, what they are sent, and what is known of each letter. Pure: rules take frozen values and give them."""

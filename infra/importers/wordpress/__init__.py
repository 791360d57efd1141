"""WordPress: its export (WXR), read twice: `first_pass` for the blog as a whole, then post by post (`reader`)."""

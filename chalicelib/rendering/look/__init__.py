"""The look of a site: its style sheet, fonts, logo and icon, and the cards that are drawn for posts."""

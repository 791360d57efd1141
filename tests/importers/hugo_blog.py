"""A blog of Hugo's: its configuration, and a post."""

CONFIG = 'baseURL = "https://oven.example/"\ntitle = "The Oven"\ntimeZone = "Europe/Madrid"\n[params]\ndescription = "Bread"\n'
RYE = '+++\ntitle = "Rye & salt"\ndate = 2011-04-28T09:30:00\ntags = ["rye", "Sour Dough"]\n+++\n\nFlour, *water*, and a week.\n'

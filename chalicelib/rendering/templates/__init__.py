"""Templates: view models become text. The built-in templates are trusted; a site's own run in `sandbox`, within a budget.

`template_costs` is the table of the cost of each operation, `template_filters` that of filters.
"""

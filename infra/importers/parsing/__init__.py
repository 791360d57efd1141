"""Values as other systems wrote them, read leniently: dates, JSON, YAML and TOML, encodings, addresses of the web."""

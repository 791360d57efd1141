"""A table while it is written: its columns with their alignment, and the cell that comes next."""


class Table:
    """The tags of one table, in the order of its parts."""

    def __init__(self, columns: tuple[str, ...] = ()) -> None:
        self.columns = columns
        self.column, self.cell = 0, "td"

    def head(self) -> str:
        self.column, self.cell = 0, "th"
        return "<thead>\n<tr>\n"

    def row(self) -> str:
        begin = "<tbody>\n<tr>\n" if self.cell == "th" else "<tr>\n"
        self.column, self.cell = 0, "td"
        return begin

    def cell_begin(self) -> str:
        align = self.columns[self.column]
        return f"<{self.cell}>" if align == "None" else f'<{self.cell} align="{align.lower()}">'

    def cell_end(self) -> str:
        self.column += 1
        return f"</{self.cell}>\n"

    def end(self) -> str:
        return "</table>\n" if self.cell == "th" else "</tbody>\n</table>\n"

"""SAM to plain CloudFormation, as a program: `python -m infra.package.plain SAM.json PLAIN.json`.

It calls AWS's own translator, which reads the region from the environment and changes its input, hence the process of its own.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace


def main(source: Path, out: Path) -> None:
    from samtranslator.model.exceptions import InvalidDocumentException  # noqa: PLC0415 - half a second, and this process alone
    from samtranslator.translator.transform import transform  # noqa: PLC0415

    no_policies = SimpleNamespace(load=dict)  # in place of AWS's managed policies, which our template doesn't use
    try:
        written = transform(json.loads(source.read_text("utf-8")), {}, no_policies)
    except InvalidDocumentException as error:
        sys.exit("; ".join(cause.message for cause in error.causes))
    out.write_text(json.dumps(written), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

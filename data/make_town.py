"""Make the demo town: plain open files, the same bytes every time.

python data/make_town.py [--out data/town]
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Make the town and print what was made."""
    parser = argparse.ArgumentParser(description="Make the demo town's files.")
    parser.add_argument("--out", type=Path, default=HERE / "town", help="folder to write to")
    arguments = parser.parse_args()
    sys.path.insert(0, str(HERE.parent))  # the town's modules, whatever the working folder
    from data.maketown.town import make

    for what, count in make(arguments.out).items():
        print(f"{what:13} {count:>7}")


if __name__ == "__main__":
    main()

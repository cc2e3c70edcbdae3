"""The entry point: the command line, reached without a traceback where somebody stops it while it is still being read in."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        # The libraries take a second to read in, in which an impatient Ctrl-C would print where they had got to.
        from sightline.cli import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Nothing that was there before has changed.\n")
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()

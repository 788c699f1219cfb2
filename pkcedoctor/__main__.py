"""``python -m pkcedoctor``."""

from pkcedoctor.cli import main

main(prog_name="pkcedoctor")

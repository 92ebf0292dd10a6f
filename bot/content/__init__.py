"""knowledge/ on disk -> validated, frozen models. Nothing else reads those files."""

"""The triage as a page for the clinician who reviews it: what the rules say, and what they do today."""

"""Triage, check-in rules, training state, sessions, calendar. Pure: functions of data and `now`."""

"""Text -> decision. Pure: functions of data."""

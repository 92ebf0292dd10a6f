"""Tables, queries and migrations behind one interface. Knows no rules."""

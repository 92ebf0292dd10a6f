"""What must hold when things break: processes killed, servers away, clocks put wrong."""

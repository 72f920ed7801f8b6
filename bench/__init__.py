"""Speed and memory, measured on this machine: `make bench`. Loopback only, bounded, never a test."""

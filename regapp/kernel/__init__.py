"""Values every slice shares. Standard library only; knows no request, no database, no clock."""

"""What runs beside the web server: letters and chores."""

"""What stands between the web server and the pages: places for requests, the path below which all lies, built files."""

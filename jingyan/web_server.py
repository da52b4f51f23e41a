"""`python -m jingyan.web_server HOST PORT`: the web server alone, as `jingyan.serve` starts it."""

import sys

from jingyan.connections import Server
from jingyan.wsgi import application

if __name__ == "__main__":
    Server(application, host=sys.argv[1], port=int(sys.argv[2])).run()

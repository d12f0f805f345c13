"""An endpoint on Python's own http.server. With the argument `get-only` it has no do_POST, as somebody forgot it."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class GetOnly(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Webhook(GetOnly):
    def do_POST(self):
        json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()


server = HTTPServer(("127.0.0.1", 0), GetOnly if sys.argv[1:] == ["get-only"] else Webhook)
print(server.server_port, flush=True)
server.serve_forever()

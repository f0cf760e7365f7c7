// Debian's node-ws as gun.js' own server wants it: it hands texts over as bytes, and gun.js wants texts.
const ws = require('ws');

class Server extends ws.WebSocketServer {
  handleUpgrade(request, socket, head, done) {
    super.handleUpgrade(request, socket, head, (wire, request) => {
      const on = wire.on.bind(wire);
      wire.on = (event, listener) => on(event, event === 'message' ? (data) => listener(String(data)) : listener);
      done(wire, request);
    });
  }
}

module.exports = class WebSocket extends ws.WebSocket {};
module.exports.Server = Server;

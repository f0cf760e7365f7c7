// gun.js' own server, as it is by default, with its disk in a folder of its own: gun-server.cjs GUN FOLDER [PORT].
// It prints its port.
const http = require('node:http');
const path = require('node:path');
const ws = require('ws');

const [, , folder, scratch, port = '0'] = process.argv;
const log = console.log;
console.log = () => {};
process.chdir(scratch);
const Gun = require(path.join(folder, 'index.js'));

/** node-ws hands texts over as bytes, and gun.js wants texts. */
class Server extends ws.WebSocketServer {
  handleUpgrade(request, socket, head, done) {
    super.handleUpgrade(request, socket, head, (wire, request) => {
      const on = wire.on.bind(wire);
      wire.on = (event, listener) => on(event, event === 'message' ? (data) => listener(String(data)) : listener);
      done(wire, request);
    });
  }
}

class WebSocket extends ws.WebSocket {}
WebSocket.Server = Server;
const web = http.createServer().listen(Number(port), '127.0.0.1', () => {
  Gun({ web, WebSocket, file: path.join(scratch, 'radata'), multicast: false, stats: false, log: () => {} });
  log(web.address().port);
});

// gun.js' own server, as it is by default, with its disk in a folder of its own: gun-server.cjs GUN FOLDER [PORT].
// It prints its port.
const http = require('node:http');
const path = require('node:path');
const WebSocket = require('./node-ws.cjs');

const [, , folder, scratch, port = '0'] = process.argv;
const log = console.log;
console.log = () => {};
process.chdir(scratch);
const Gun = require(path.join(folder, 'index.js'));

const web = http.createServer().listen(Number(port), '127.0.0.1', () => {
  Gun({ web, WebSocket, file: path.join(scratch, 'radata'), multicast: false, stats: false, log: () => {} });
  log(web.address().port);
});

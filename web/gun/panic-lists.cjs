// Lists of clients as gun's panic tests know them from the package panic-server: they change as clients come and go.
const { EventEmitter } = require('node:events');

module.exports = class ClientList extends EventEmitter {
  #clients = new Set();

  /** Those of some lists, also of what comes to them later. */
  constructor(lists = []) {
    super();
    this.setMaxListeners(0);
    for (const list of lists) list.each((client) => this.add(client)).on('add', (client) => this.add(client));
  }

  get length() { return this.#clients.size; }
  len() { return this.length; }
  has(client) { return this.#clients.has(client); }

  add(client) {
    if (client.hasEnded || this.has(client)) return;
    this.#clients.add(client);
    client.once('end', () => {
      this.#clients.delete(client);
      this.emit('remove', client);
    });
    this.emit('add', client);
  }

  each(body) {
    for (const client of [...this.#clients]) body(client, client.id);
    return this;
  }

  filter(kind) {
    const fits = typeof kind === 'function' ? kind : (client) => client.kind === kind;
    const list = new ClientList();
    const look = (client) => { if (fits(client)) list.add(client); };
    this.each(look).on('add', look);
    return list;
  }

  excluding(others) {
    const without = Array.isArray(others) ? new ClientList(others) : others;
    const list = this.filter((client) => !without.has(client));
    without.on('remove', (client) => { if (this.has(client)) list.add(client); });
    return list;
  }

  /** At most so many; another one takes the place of one that has ended. */
  pluck(most) {
    const list = new ClientList();
    const look = (client) => { if (list.length < most) list.add(client); };
    list.on('remove', () => this.each(look));
    this.each(look).on('add', look);
    return list;
  }

  run(body, props) {
    return Promise.all([...this.#clients].map((client) => client.run(body, props)));
  }

  async atLeast(count) {
    while (this.length < count) await new Promise((resolve) => this.once('add', resolve));
  }
};

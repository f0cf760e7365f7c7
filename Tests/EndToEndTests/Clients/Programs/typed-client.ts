// Calls namespaces by the module that was generated for them, and prints what they reply.
import { Client, CommandError, connect, isErrorReply, type OrdersOrder } from "./gedis_client.js";

declare const process: { argv: string[] };

const connection = await connect(`redis://:sesame@localhost:${process.argv[2]}`);
const client = new Client(connection);
const due = new Date("2026-01-31T12:00:00.500Z");
const order: OrdersOrder = {
  items: [{ sku: "Äpfel", count: 2, gift: true }], due, labels: { a: "b" }, seal: new Uint8Array([255, 1]),
};
const show = (...values: unknown[]) => console.log(JSON.stringify(values));

const placed = await client.orders.place(order, undefined, true);
show(placed.items[0], placed.size, placed.due?.getTime() === due.getTime(), [...placed.seal ?? []], placed.labels);
show((await client.orders.place(order, "extra-large")).size, "note" in placed);
show(await client.orders.count({ a: 1 }, due, "small", "extra-large"), await client.orders.count({}));
show([...await client.orders.echo(new Uint8Array([0, 255]))], await client.orders.stock("a"));
show((await client.orders.all(order, order)).length);
show(await client.shop.sum(-1), await client.shop.sum(1, 5), await client.shop.mean(1, 2.5), await client.shop.mean());
show(await client.shop.pick("a", true), await client.shop.size("L"), await client.shop.later(7));
show(await client.shop.item({ sku: "a", count: 1, size: "S" }), await client.shop.items({ b: { sku: "b", count: 2 } }));
show(await client.shop.kinds(due, "00000000-0000-0000-0000-000000000001", "2.50"), await client.shop.nothing());

try {
  await client.shop.fail();
} catch (error) {
  if (isErrorReply(error, "STOCK")) show(error instanceof CommandError, error.code, error.message);
}
await client.orders.count({}, undefined, "small").catch((error: unknown) => show(String(error)));
const vito = await connect(`redis://vito:geheim@localhost:${process.argv[2]}`);
await new Client(vito).orders.echo(new Uint8Array()).catch((error: unknown) => show(isErrorReply(error, "NOPERM")));
await vito.close();
await connection.close();

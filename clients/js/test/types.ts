// Compiled, never run: what programs write must fit the declarations, and what is wrong must not.
import { CommandError, connect, type Gedis, type Message } from 'gedis';

interface Served {
  calc: { sum(a: number, b?: number): Promise<number> };
}

async function untyped(): Promise<void> {
  const g: Gedis = await connect('rediss://vito:secret@localhost:9900', { ca: 'PEM', timeout: 100, reconnect: { max: 5 } });
  const value: string | null = await g.system.get('name');
  const reply = await g.call<number>('calc.sum', 1, 2n, true, new Uint8Array(1));
  await g.with({ timeout: 5, signal: new AbortController().signal }).system.set('name', `${value} ${reply.toFixed()}`);
  for await (const { channel, message } of g.subscribe('news')) console.log(channel, message.length);
  const bytes: Message<Uint8Array>[] = [];
  for await (const message of g.with({ bytes: true }).psubscribe('n*')) bytes.push(message);
  await g.ping();
  await g.close();
  // @ts-expect-error an object is no argument
  await g.call('echo', {});
  // @ts-expect-error there is no such option
  await connect('redis://localhost', { timout: 1 });
}

async function typed(): Promise<number> {
  const g = await connect<Served>('unix:///tmp/gedis');
  try {
    // @ts-expect-error the first argument is a number
    await g.calc.sum('1');
    // @ts-expect-error there is no such namespace
    await g.other.call();
    return await g.calc.sum(1);
  } catch (error) {
    if (error instanceof CommandError) console.log(error.code, error.message);
    throw error;
  }
}

void [untyped, typed];

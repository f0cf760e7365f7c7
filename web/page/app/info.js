// What INFO and LATENCY HISTOGRAM reply, as numbers.

/** Commands by which this page and others like it watch: they would be all that an idle server shows. */
const watching = /^(info|command(\|.*)?|ping|hello|latency(\|.*)?|client\|list|slowlog\|get|acl\|list)$/;

/** Reads the reply of INFO. */
export function readInfo(text) {
  const sections = new Map();
  let section = new Map();
  for (const line of text.split('\r\n')) {
    if (line.startsWith('# ')) sections.set(line.slice(2), section = new Map());
    const colon = line.indexOf(':');
    if (colon > 0) section.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const value = (title, name) => sections.get(title)?.get(name);
  const commands = readCommands(sections.get('Commandstats') ?? new Map());
  const counted = [...commands].filter(([name]) => !watching.test(name)).map(([, totals]) => totals);
  const sum = (key) => counted.reduce((total, totals) => total + totals[key], 0);
  return {
    name: value('Server', 'server_name'), process: value('Server', 'process_id'), port: Number(value('Server', 'tcp_port')),
    uptime: Number(value('Server', 'uptime_in_seconds')), version: value('Server', 'gedis_version'),
    connections: Number(value('Clients', 'connected_clients')), errors: Number(value('Stats', 'total_error_replies')),
    memory: Number(value('Memory', 'used_memory')), commands, calls: sum('calls'), microseconds: sum('usec'),
    percentiles: readPercentiles(sections.get('Latencystats') ?? new Map()),
    namespaces: new Map([...sections.get('Namespaces') ?? []].map(([name, value]) => [name, fields(value)])),
  };
}

/** Whether a command is one by which pages watch. */
export function isWatching(name) {
  return watching.test(name);
}

function readCommands(lines) {
  return new Map([...lines].map(([name, value]) => {
    const totals = fields(value);
    return [name.slice('cmdstat_'.length), {
      calls: Number(totals.calls), usec: Number(totals.usec), failed: Number(totals.failed_calls),
      rejected: Number(totals.rejected_calls),
    }];
  }));
}

function readPercentiles(lines) {
  return new Map([...lines].map(([name, value]) => {
    const { p50, p99 } = fields(value);
    return [name.slice('latency_percentiles_usec_'.length), { p50: Number(p50), p99: Number(p99) }];
  }));
}

function fields(text) {
  return Object.fromEntries(text.split(',').map((part) => part.split('=')));
}

/** Reads LATENCY HISTOGRAM: for each command, how many calls took more than the limit before and at most this one. */
export function readHistograms(reply) {
  return new Map([...reply].map(([name, description]) => {
    let before = 0;
    const steps = [...description.get('histogram_usec')].map(([limit, total]) => {
      const calls = total - before;
      before = total;
      return { limit, calls };
    });
    return [name, steps];
  }));
}

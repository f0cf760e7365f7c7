import GedisKit
import GedisRESP

/// What the connections of one event loop share. It is used on that loop's thread alone.
final class Worker {
    let server: ServerState
    let counters: Counters
    var parser = RequestParser()

    private var clientTable: CommandTable
    private var operatorTable: CommandTable
    private var idleOutputs: [Output] = []

    /// The most reply buffers that are kept, and the most bytes in each of them.
    private static let keptOutputs = 8
    private static let keptBytes = 64 * 1024

    init(server: ServerState, counters: Counters, tables: CommandTables) {
        self.server = server
        self.counters = counters
        clientTable = tables.clients
        operatorTable = tables.operators
    }

    /// The commands that connections of `audience` may call.
    func table(for audience: Audience) -> CommandTable {
        audience == .clients ? clientTable : operatorTable
    }

    /// Swaps the commands. Calls that run go on; the next request sees the new ones.
    func use(_ tables: CommandTables) {
        clientTable = tables.clients
        operatorTable = tables.operators
    }

    /// An empty buffer for replies, to be given back when they are sent.
    func lendOutput(version: ReplyWriter.Version) -> Output {
        let output = idleOutputs.popLast() ?? Output()
        output.writer.version = version
        return output
    }

    /// Takes a buffer back.
    func giveBack(_ output: Output) {
        guard idleOutputs.count < Self.keptOutputs else { return }
        output.writer.removeAll(keepingAtMost: Self.keptBytes)
        idleOutputs.append(output)
    }
}

/// A buffer for replies that a connection holds while it has any.
final class Output {
    var writer = ReplyWriter(capacity: 4096)
}

/// Who a listener is for.
enum Audience: Sendable {
    /// The server's users: its namespaces' commands.
    case clients
    /// Whoever runs the server, over its control socket: the commands that manage it.
    case operators
}

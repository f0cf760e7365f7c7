import GedisKit
import GedisRESP
import Logging

/// What the connections of one thread share. It is used on that thread alone.
///
/// What each request touches is exempt from the dynamic checks of exclusive access, which took a third of the time that
/// a small request takes outside the kernel: no command's code can reach it.
final class Worker {
    let server: ServerState
    let counters: Counters
    let logger: Logger
    @exclusivity(unchecked) var parser = RequestParser()

    @exclusivity(unchecked) private var clientTable: CommandTable
    @exclusivity(unchecked) private var operatorTable: CommandTable
    private var idleOutputs: [Output] = []
    private var drivers: [ObjectIdentifier: ConnectionDriver] = [:]

    /// The most reply buffers that are kept, and the most bytes in each of them.
    private static let keptOutputs = 8
    private static let keptBytes = 64 * 1024

    init(server: ServerState, counters: Counters, tables: CommandTables, logger: Logger) {
        self.server = server
        self.counters = counters
        self.logger = logger
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

    /// Takes a connection in.
    func add(_ driver: ConnectionDriver) {
        drivers[ObjectIdentifier(driver)] = driver
        counters.countOpened()
        let session = driver.connection.session
        logger.debug("connected", metadata: ["id": "\(session.id)", "from": "\(session.address)"])
    }

    /// Forgets a connection that is closed.
    func remove(_ driver: ConnectionDriver) {
        guard drivers.removeValue(forKey: ObjectIdentifier(driver)) != nil else { return }
        counters.countClosed()
        logger.debug("disconnected", metadata: ["id": "\(driver.connection.session.id)"])
    }

    /// Ends every connection once it is answered.
    func endConnections() {
        for driver in drivers.values { driver.end() }
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
    @exclusivity(unchecked) var writer = ReplyWriter(capacity: 4096)
}

/// Who a listener is for.
enum Audience: Sendable {
    /// The server's users: its namespaces' commands.
    case clients
    /// Whoever runs the server, over its control socket: the commands that manage it.
    case operators
}

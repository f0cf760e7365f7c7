import GedisCore
import GedisSockets

/// The two ends of a connection.
struct ConnectionPlace: Sendable {
    /// The client's address and port.
    let client: String
    /// Where it reached the server.
    let server: String
    /// The socket's descriptor.
    let descriptor: Int

    /// Asks the system for a socket's ends.
    init(_ socket: AcceptedSocket) {
        client = socket.peer
        server = socket.own
        descriptor = Int(socket.descriptor)
    }
}

extension Connection {
    /// Begins a client's connection.
    convenience init(worker: Worker, at place: ConnectionPlace) {
        self.init(
            worker: worker, audience: .clients, address: place.client, localAddress: place.server,
            descriptor: place.descriptor)
    }
}

import GedisGUN
import GedisKit
import NIOCore
import NIOWebSocket
import Synchronization

/// The state of the connection to a GUN server, and the calls that wait for its answers.
final class GunSession: Sendable {
    enum Phase {
        /// The first attempt, or the first after a connection was lost, is under way: calls wait for how it ends.
        case connecting
        case connected(any Channel)
        /// The last attempt failed: calls fail until another one succeeds.
        case failed(BackendError)
        case closed
    }

    /// Whether the server has a disk: then it acknowledges puts, and says when something is missing.
    enum Disk {
        case unknown, present, absent
    }

    struct State {
        var phase = Phase.connecting
        var calls: [ObjectIdentifier: (call: GunCall, ids: [String])] = [:]
        /// Which call sent the message of an id.
        var senders: [String: GunCall] = [:]
        var disk = Disk.unknown
        var complaint: String?
    }

    private let backend: String
    private let address: GunAddress
    /// Our name among the server's peers.
    let name = GunRequest.makeID()
    let state = Mutex(State())
    let take: @Sendable ([GunNode]) -> Void
    let availability = Availability()

    /// Makes a session without a connection.
    ///
    /// - Parameters:
    ///   - backend: the instance's name
    ///   - address: where the server is
    ///   - take: called with the nodes of every message, on the connection's thread, in order
    init(backend: String, address: GunAddress, take: @escaping @Sendable ([GunNode]) -> Void) {
        self.backend = backend
        self.address = address
        self.take = take
    }

    /// What the server has shown of its disk on this connection.
    var disk: Disk { state.withLock(\.disk) }

    /// The server's last error message that answers nothing, such as that a message was too big.
    var complaint: String? { state.withLock(\.complaint) }

    func error(_ what: String, _ reason: BackendError.Reason) -> BackendError {
        BackendError("\(backend): \(what) (\(address))", reason: reason)
    }
}

// MARK: - Calls

extension GunSession {
    /// Starts a call: its first event comes when there is a connection.
    ///
    /// - Throws: `BackendError` when the last attempt to connect failed.
    func begin(timeout: Duration) throws(BackendError) -> GunCall {
        let call = GunCall(timeout: timeout)
        let failure: BackendError? = state.withLock { state in
            switch state.phase {
            case .failed(let error): return error
            case .closed: return error("closed", .unreachable)
            case .connected: call.add(.connected)
            case .connecting: break
            }
            state.calls[ObjectIdentifier(call)] = (call, [])
            return nil
        }
        guard let failure else { return call }
        call.end()
        throw failure
    }

    /// Ends a call: nothing more is an event of it.
    func end(_ call: GunCall) {
        call.end()
        state.withLock { state in
            for id in state.calls.removeValue(forKey: ObjectIdentifier(call))?.ids ?? [] { state.senders[id] = nil }
        }
    }

    /// Sends a request of a call, or nothing without a connection: the call is notified when there is one.
    func send(_ request: GunRequest, of call: GunCall) {
        let id = GunRequest.makeID()
        note(id, of: call)
        send(request, id: id)
    }

    /// Sends a request whose answers are nobody's.
    func send(_ request: GunRequest, id: String = GunRequest.makeID()) {
        write(.text, ByteBuffer(string: request.text(id: id)))
    }

    /// Asks the server for a sign of life, which it gives after it has looked at what the call sent before.
    func probe(for call: GunCall) {
        let id = GunRequest.makeID()
        note(id, of: call)
        write(.ping, ByteBuffer(string: id))
    }

    /// Notes that the server was silent where one with a disk is not.
    func foundSilent() { state.withLock { if $0.disk == .unknown { $0.disk = .absent } } }

    private func note(_ id: String, of call: GunCall) {
        state.withLock { state in
            state.senders[id] = call
            state.calls[ObjectIdentifier(call)]?.ids.append(id)
        }
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        guard case .connected(let channel) = state.withLock(\.phase) else { return }
        channel.writeAndFlush(WebSocketFrame.masked(opcode, data), promise: nil)
    }
}

// MARK: - Connection

extension GunSession {
    /// Takes a connection into use, or closes it when the session is closed.
    func connected(_ channel: any Channel) {
        state.withLock { state in
            if case .closed = state.phase { return channel.close(promise: nil) }
            state.phase = .connected(channel)
            availability.restored("\(address)")
            state.disk = .unknown
            for (call, _) in state.calls.values { call.add(.connected) }
        }
    }

    /// The connection was lost: calls wait for the next attempt.
    func lost() { state.withLock { if case .connected = $0.phase { $0.phase = .connecting } } }

    /// An attempt to connect failed: calls that begin from here on fail, until another one succeeds.
    func failed(_ error: BackendError) {
        state.withLock { state in
            if case .closed = state.phase { return }
            state.phase = .failed(error)
            availability.lost("\(address)", error)
            for (call, _) in state.calls.values { call.add(.failed(error)) }
        }
    }

    /// Ends the connection and all calls.
    func close() {
        state.withLock { state in
            if case .connected(let channel) = state.phase { channel.close(promise: nil) }
            state.phase = .closed
            availability.close()
            for (call, _) in state.calls.values {
                call.add(.failed(error("closed", .unreachable)))
                // Nothing more comes, so that a put that waits for another connection ends too.
                call.add(.deadline)
            }
        }
    }

    /// The error of the last attempt to connect, while there is no connection.
    var failure: BackendError? {
        switch state.withLock(\.phase) {
        case .failed(let error): error
        case .closed: error("closed", .unreachable)
        case .connecting, .connected: nil
        }
    }
}

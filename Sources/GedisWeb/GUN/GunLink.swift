import GedisGUN
import Logging
import Synchronization

/// Stays connected to another relay, with which the graph is synced.
final class GunLink: Sendable {
    private static let firstPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(2)

    private let dialer: any RelayDialer
    private let hub: GunHub
    private let mostUnsent: Int
    private let logger: Logger
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Makes a link that is not connected yet.
    ///
    /// - Parameters:
    ///   - dialer: the way to the other relay
    ///   - hub: this relay
    ///   - mostUnsent: how many bytes may wait for a relay that does not read
    ///   - logger: where it is written that there is no connection
    init(_ dialer: any RelayDialer, _ hub: GunHub, mostUnsent: Int, logger: Logger) {
        (self.dialer, self.hub, self.mostUnsent, self.logger) = (dialer, hub, mostUnsent, logger)
        hub.expectRelay(dialer.address)
    }

    /// Connects, and again whenever the connection is lost.
    func start() { task.withLock { $0 = $0 ?? Task { await run() } } }

    /// Ends the connection for good.
    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    private func run() async {
        var pause = Self.firstPause
        var isLost = false
        while !Task.isCancelled {
            let peer = LinkedPeer(mostUnsent: mostUnsent)
            do {
                try await dialer.run { [hub, dialer] connection in
                    peer.use(connection)
                    hub.add(peer, at: dialer.address)
                } receive: { [hub] frame in
                    if let number = peer.number { hub.receive(PeerMessage.read(frame: frame), from: number) }
                }
                (isLost, pause) = (false, Self.firstPause)
            } catch {
                if !isLost, !Task.isCancelled {
                    logger.warning("cannot reach another relay of GUN", metadata: ["error": "\(error)"])
                }
                isLost = true
            }
            if let number = peer.number { hub.remove(number) }
            if peer.isItself {
                logger.error("web.gun_peers names this server itself", metadata: ["url": "\(dialer.address)"])
                return
            }
            try? await Task.sleep(for: pause * .random(in: 0.5...1))
            pause = min(pause * 2, Self.longestPause)
        }
    }
}

/// Another relay as the hub reaches it.
final class LinkedPeer: Sendable {
    private struct State {
        var connection: (any RelayConnection)?
        var outbox: GunOutbox?
        var number: Int?
        var unsent = 0
        var isItself = false
    }

    private let state = Mutex(State())
    private let mostUnsent: Int

    init(mostUnsent: Int) { self.mostUnsent = mostUnsent }

    /// Its number among the peers, once the hub has taken it in.
    var number: Int? { state.withLock(\.number) }

    /// Whether it has turned out to be this server.
    var isItself: Bool { state.withLock(\.isItself) }

    /// Takes a connection into use.
    func use(_ connection: any RelayConnection) {
        let outbox = GunOutbox { [weak self] in
            connection.later(.zero) { [weak self] in self?.send() }
        } pause: { [weak self] in
            connection.later(GunOutbox.pause) { [weak self] in self?.endPause() }
        }
        state.withLock { ($0.connection, $0.outbox) = (connection, outbox) }
    }

    /// Takes its number, and is handed what is sent to it.
    func join(as number: Int) -> GunHub.Peer? {
        let outbox = state.withLock { state in
            state.number = number
            return state.outbox
        }
        return outbox.map { outbox in
            GunHub.Peer(outbox: outbox) { [weak self] in
                self?.connection?.pause($0)
            } close: { [weak self] in
                self?.state.withLock { $0.isItself = true }
                self?.connection?.close()
            }
        }
    }

    private var connection: (any RelayConnection)? { state.withLock(\.connection) }

    private func endPause() { state.withLock(\.outbox)?.endPause() }

    private func send() {
        guard
            let (connection, outbox) = state.withLock({ state in
                state.connection.flatMap { connection in state.outbox.map { (connection, $0) } }
            })
        else { return }
        let frames = outbox.frames()
        let size = frames.reduce(0) { $0 + $1.count }
        note(size, outbox)
        connection.send(frames) { [weak self] in self?.note(-size, outbox) }
        if outbox.excess > mostUnsent { connection.close() }
    }

    private func note(_ bytes: Int, _ outbox: GunOutbox) {
        let unsent = state.withLock { state in
            state.unsent += bytes
            return state.unsent
        }
        outbox.note(unsent: unsent)
    }
}

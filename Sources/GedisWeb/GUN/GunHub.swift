import GedisCore
import GedisGUN
import GedisKit
import Logging
import Synchronization

/// The relay of a server, its peers on all threads, and the store between them.
final class GunHub: Sendable {
    /// A peer as other threads reach it.
    struct Peer {
        let outbox: GunOutbox
        /// Stops or resumes reading from it.
        let pause: @Sendable (Bool) -> Void
        /// Ends a connection to this server itself.
        var close: @Sendable () -> Void = {}
    }

    private struct State {
        var relay = GunRelay()
        var peers: [Int: Peer] = [:]
        var lastPeer = 0
        /// What is called once nothing of a peer's waits for the store.
        var whenIdle: [Int: @Sendable () -> Void] = [:]
        /// Who waits until nothing that was put waits for the store.
        var whenDrained: [CheckedContinuation<Void, Never>] = []
        /// When somebody wakes the relay.
        var wakeTime = Double.infinity
    }

    /// What the store has to do.
    private struct Work {
        var puts: [GraphPut] = []
        var fetches: [GraphFetch] = []
        var idle: [@Sendable () -> Void] = []
        var drained: [CheckedContinuation<Void, Never>] = []
        var wakeTime: Double?
    }

    private let store: any GraphStore
    private let logger: Logger
    private let state = Mutex(State())

    /// Begins, with nobody connected.
    init(_ store: any GraphStore, logger: Logger) {
        self.store = store
        self.logger = logger
        store.observeGaps { [weak self] in self?.tellAgain() }
        store.observeGraph { [weak self] change in self?.perform { $0.changed(change, &$1) } }
    }

    /// Ends, once what peers have put is stored: nothing that the store takes is pushed any more.
    func close() async {
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                if !state.relay.isDrained { state.whenDrained.append(continuation) }
                return state.relay.isDrained
            }
            if isDrained { continuation.resume() }
        }
        store.observeGraph(nil)
        store.observeGaps(nil)
    }

    /// What the relay has done.
    var statistics: RelayStatistics { state.withLock { $0.relay.statistics } }

    /// Takes in a peer.
    ///
    /// - Returns: its number.
    func add(_ peer: Peer, _ rights: SoulRights) -> Int {
        let id = state.withLock { state in
            state.lastPeer += 1
            state.peers[state.lastPeer] = peer
            return state.lastPeer
        }
        perform { $0.add(id, rights, &$1) }
        return id
    }

    /// Notes that another relay is going to be connected.
    func expectRelay(_ address: String) { state.withLock { $0.relay.expectRelay(address) } }

    /// Takes in another relay, and tells it what it has missed.
    func add(_ relay: LinkedPeer, at address: String) {
        let number = state.withLock { state in
            state.lastPeer += 1
            state.peers[state.lastPeer] = relay.join(as: state.lastPeer)
            return state.lastPeer
        }
        var missed: [GraphFetch] = []
        perform { missed = $0.addRelay(number, at: address, now: GunClock.now, &$1) }
        tell(missed)
    }

    /// Changes what a peer may do.
    func use(_ rights: SoulRights, for peer: Int) { perform { relay, _ in relay.use(rights, for: peer) } }

    /// Forgets a peer that is gone.
    func remove(_ peer: Int) {
        state.withLock { state in
            state.relay.remove(peer)
            state.peers[peer]?.outbox.close()
            state.peers[peer] = nil
            state.whenIdle[peer] = nil
        }
    }

    /// Takes messages of a peer.
    func receive(_ messages: [PeerMessage], from peer: Int) {
        // Signatures take time, and no lock.
        let refusals = messages.map(GunRelay.refusal)
        perform { relay, actions in
            let now = GunClock.now
            for (message, refusal) in zip(messages, refusals) {
                relay.receive(message, refusal: refusal, from: peer, now: now, &actions)
            }
        }
    }

    /// Counts a frame of which nothing could be read.
    func countDropped() { state.withLock { $0.relay.countDropped() } }

    /// Calls `action` once nothing of a peer's waits for the store, which may be at once.
    func whenIdle(_ peer: Int, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenIdle[peer] = action }
        perform { _, _ in }
    }

    private func perform(_ body: (inout GunRelay, inout [RelayAction]) -> Void) {
        let work = state.withLock { state in
            var actions: [RelayAction] = []
            body(&state.relay, &actions)
            return Self.dispatch(actions, &state)
        }
        for action in work.idle { action() }
        for waiter in work.drained { waiter.resume() }
        if let time = work.wakeTime { wake(at: time) }
        // The first steps run here and now: a store in memory has answered when they have.
        if !work.puts.isEmpty { Task.immediate { await self.merge(work.puts) } }
        for fetch in work.fetches { Task.immediate { await self.answer(fetch) } }
    }

    /// Sends what is to be sent, in its order, and collects the rest.
    private static func dispatch(_ actions: [RelayAction], _ state: inout State) -> Work {
        var work = Work()
        for action in actions {
            switch action {
            case .send(let peer, let message): state.peers[peer]?.outbox.add(message)
            case .sendLater(let peer, let message): state.peers[peer]?.outbox.addLater(message)
            case .store(let put): work.puts.append(put)
            case .fetch(let fetch): work.fetches.append(fetch)
            case .pause(let peer, let isPaused): state.peers[peer]?.pause(isPaused)
            case .close(let peer): state.peers[peer]?.close()
            case .wake(let time):
                guard time < state.wakeTime else { continue }
                state.wakeTime = time
                work.wakeTime = time
            }
        }
        if !state.whenDrained.isEmpty, state.relay.isDrained {
            work.drained = state.whenDrained
            state.whenDrained = []
        }
        for (peer, action) in state.whenIdle where state.relay.isIdle(peer) {
            state.whenIdle[peer] = nil
            work.idle.append(action)
        }
        return work
    }

    private func wake(at time: Double) {
        Task { [weak self] in
            try? await Task.sleep(for: GunClock.time(until: time))
            self?.wakeUp(time)
        }
    }

    private func wakeUp(_ time: Double) {
        state.withLock { if $0.wakeTime <= time { $0.wakeTime = .infinity } }
        perform { $0.wake(now: GunClock.now, &$1) }
    }

    private func merge(_ puts: [GraphPut]) async {
        var (lost, failure): ([[GunNode]], String?) = ([], nil)
        do {
            lost = try await store.merge(puts)
        } catch {
            failure = "\(error)"
            logger.warning("cannot store what a peer of GUN put", metadata: ["error": "\(error)"])
        }
        perform { relay, actions in
            let now = GunClock.now
            for (index, put) in puts.enumerated() {
                let lost = index < lost.count ? lost[index] : []
                relay.finish(put, lost: lost, error: failure, now: now, &actions)
            }
        }
    }

    /// Tells peers once more what they have asked for, one after the other, because changes may have been missed.
    private func tellAgain() {
        tell(state.withLock(\.relay.refetches))
    }

    private func tell(_ fetches: [GraphFetch]) {
        guard !fetches.isEmpty else { return }
        Task { for fetch in fetches { _ = await tell(fetch) } }
    }

    private func answer(_ fetch: GraphFetch) async {
        let fetch = await tell(fetch)
        perform { $0.finish(fetch, now: GunClock.now, &$1) }
    }

    /// Tells a peer what the store holds, page by page, as the peer takes it.
    private func tell(_ fetch: GraphFetch) async -> GraphFetch {
        var fetch = fetch
        if let outbox = state.withLock({ $0.peers[fetch.peer]?.outbox }) {
            do {
                var last: ExactText?
                while !fetch.isOver {
                    let page = try await store.page(of: fetch.soul, fetch.selection, after: last)
                    var entries = page.entries[...]
                    while !fetch.isOver, let message = fetch.next(&entries, isLast: page.next == nil) {
                        if !outbox.hasRoom { await outbox.waitForRoom() }
                        // gun.js (0.2020) never sends a put of nested nodes where it hears that one is missing before it has
                        // what it asked for a moment later.
                        if fetch.isMissing { outbox.addLater(message) } else { outbox.add(message) }
                    }
                    last = page.next
                }
            } catch {
                if let failure = fetch.failure("\(error)") { outbox.add(failure) }
            }
        }
        return fetch
    }
}

extension GunHub {
    /// What the relay has done, for `INFO` and metrics.
    var section: StatisticsSection {
        StatisticsSection("Gun") { [weak self] in
            guard let statistics = self?.statistics else { return [] }
            return [
                .init("gun_peers", "Peers of GUN that are connected.", isTotal: false, statistics.peers),
                .init(
                    "gun_subscriptions", "Nodes and keys that they asked for.", isTotal: false, statistics.subscriptions
                ),
                .init("gun_gets", "Gets of peers of GUN.", isTotal: true, statistics.gets),
                .init("gun_puts", "Puts of peers of GUN.", isTotal: true, statistics.puts),
                .init("gun_pushes", "Changes that were pushed to peers of GUN.", isTotal: true, statistics.pushes),
                .init("gun_refused", "Gets and puts that were refused.", isTotal: true, statistics.refused),
                .init(
                    "gun_dropped", "Frames and messages of GUN that were malformed or known.", isTotal: true,
                    statistics.dropped),
            ]
        }
    }
}

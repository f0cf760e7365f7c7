import GedisKit

/// A thread's links to one server, for clients that want replies in one version.
final class Relay {
    let target: RelayTarget
    let version: ReplyWriter.Version
    private var links: [RelayLink] = []
    private unowned let worker: Worker

    init(to target: RelayTarget, _ version: ReplyWriter.Version, of worker: Worker) {
        self.target = target
        self.version = version
        self.worker = worker
    }

    /// A link for calls of a connection that waits for none: the first one that is not busy, so that calls of many
    /// connections go together.
    @inline(__always)
    func link(at time: Int) -> RelayLink? {
        if let first = links.first, !first.isBusy(at: time) { return first }
        return another(at: time)
    }

    @inline(never)
    private func another(at time: Int) -> RelayLink? {
        if let idle = links.first(where: { !$0.isBusy(at: time) }) { return idle }
        guard links.count < target.connections, let makeCarrier = worker.makeCarrier else {
            return links.count == 1 ? links[0] : links.randomElement()
        }
        let link = RelayLink(to: target, version, of: worker)
        link.use(makeCarrier(link))
        links.append(link)
        return link
    }

    func enforceDeadlines(_ commandTimeout: Duration?, at now: Int) {
        for link in links { link.enforceDeadlines(commandTimeout, at: now) }
    }

    /// Lets its links end once their calls are answered.
    func retire() {
        for link in links { link.retire() }
    }

    /// Whether it has links that have not ended.
    var isOpen: Bool { links.contains { !$0.isClosed } }
}

extension Worker {
    /// The links to a server; nil where the thread cannot have any.
    @inline(__always)
    func relay(to target: RelayTarget, _ version: ReplyWriter.Version) -> Relay? {
        for relay in relays where relay.target === target && relay.version == version { return relay }
        return makeRelay(to: target, version)
    }

    @inline(never)
    private func makeRelay(to target: RelayTarget, _ version: ReplyWriter.Version) -> Relay? {
        guard makeCarrier != nil else { return nil }
        let relay = Relay(to: target, version, of: self)
        relays.append(relay)
        return relay
    }

    /// Lets the links to servers end that no namespace is mounted from any more.
    func retireRelays(besides namespaces: [Namespace]) {
        guard !relays.isEmpty else { return }
        let targets = Set(
            namespaces.flatMap { [$0.relay] + $0.commands.map(\.relay) }.compactMap { $0.map { ObjectIdentifier($0) } })
        let retired = relays.filter { !targets.contains(ObjectIdentifier($0.target)) }
        relays.removeAll { relay in retired.contains { $0 === relay } }
        for relay in retired { relay.retire() }
        retiredRelays = retiredRelays.filter(\.isOpen) + retired
    }
}

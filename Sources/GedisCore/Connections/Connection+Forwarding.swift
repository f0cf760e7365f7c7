import GedisKit
import GedisRESP

// Calls that are sent to what runs them ahead of their turn: a pipeline costs it one round trip. Their replies, and all
// that is counted of them, are as if each had been sent in its turn.

extension Connection {
    /// Sends the call that is kept, whose turn has come, and those that follow it, where they may be sent ahead.
    func forward(_ entry: CommandEntry, andFollowing mayGoAhead: Bool) {
        guard let forwarder = entry.forwarder, let calls, audience == .clients else { return }
        if !calls.isForwarded {
            // One that is refused in between.
            guard ahead.isEmpty else { return }
            let result = forwarder.send(calls.arguments, version: session.version, by: { caller })
            guard case .sent(let call) = result else { return }
            calls.forwarded = call
            ahead.rest = -1
        }
        if mayGoAhead, ahead.count <= CallsAhead.most / 2 { forwardFollowing(forwarder) }
        worker.flushSoon(forwarder)
    }

    /// Sends calls on that have arrived while one runs which was sent.
    func forwardArrived() {
        guard let calls, calls.isForwarded, let latest, latestVersion == worker.tablesVersion else { return }
        guard let forwarder = latest._withUnsafeGuaranteedRef({ $0.forwarder }) else { return }
        guard ahead.count <= CallsAhead.most / 2 else { return }
        forwardFollowing(forwarder)
        worker.flushSoon(forwarder)
    }

    private func forwardFollowing(_ forwarder: any CallForwarder) {
        guard session.transaction == nil, worker.rates == nil, !worker.isPaused, let account = session.account,
            account.rates == nil
        else { return }
        input.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(rebasing: bytes[(inputStart + ahead.bytes)...])
            guard rest.count != ahead.rest else { return }
            while ahead.count < CallsAhead.most, !rest.isEmpty {
                var progress: RequestParser.Progress?
                // What is wrong with a request is said in its turn.
                guard let length = try? worker.parser.parse(rest, &progress, limits: limits),
                    worker.parser.partCount > 0
                else { break }
                let result = worker.parser.withArguments(in: rest) { send($0, forwarder) }
                switch result {
                case .unavailable: return ahead.rest = rest.count
                case .refused: ahead.add(nil, length: length)
                case .sent(let call): ahead.add(call, length: length)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[length...])
            }
            ahead.rest = ahead.count < CallsAhead.most ? rest.count : -1
        }
    }

    private func send(_ arguments: borrowing Arguments, _ forwarder: any CallForwarder) -> CallForwarding {
        guard let found = arguments.withName({ worker.table(for: audience).find($0) }) else { return .unavailable }
        let entry = found.takeUnretainedValue()
        guard let own = entry.forwarder, own.receiver == forwarder.receiver, refusal(of: entry) == nil else {
            return .unavailable
        }
        guard entry.takes(arguments.count) else { return .refused }
        return own.send(arguments, version: session.version, by: { caller })
    }
}

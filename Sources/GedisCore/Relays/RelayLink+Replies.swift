import GedisKit
import GedisRESP

// What the server replies.

extension RelayLink {
    /// The most bytes of memory that a link keeps for what arrives in parts.
    private static let keptInput = 256 * 1024

    /// Takes bytes that arrived from the server.
    package func receive(_ bytes: UnsafeRawBufferPointer) {
        lastHeard = Stopwatch.now()
        if isAsking { return input.append(contentsOf: bytes) }
        guard input.isEmpty else {
            input.append(contentsOf: bytes)
            return takeInput()
        }
        let before = answeredCount
        var used = 0
        let failure = take(bytes, &used)
        if used < bytes.count { input = Array(bytes[used...]) }
        taken(since: before, failure)
    }

    /// Takes the bytes that were kept.
    func takeInput() {
        let before = answeredCount
        var input: [UInt8] = []
        swap(&input, &self.input)
        var used = 0
        let failure = input.withUnsafeBytes { take($0, &used) }
        if used == input.count, used > Self.keptInput { input = [] } else if used > 0 { input.removeFirst(used) }
        self.input = input
        taken(since: before, failure)
    }

    private func taken(since before: Int, _ failure: RelayFailure?) {
        if let failure {
            lane?.reject(failure)
            return lost(failure)
        }
        if let lane, answeredCount != before { lane.answered(answeredCount &- before, isIdle: calls.isEmpty) }
        notifyTouched()
        // Calls that waited for replies to others.
        if detour != nil, unsentBytes > 0, case .open = state { carrier?.flushSoon() }
        if isRetired, calls.isEmpty { close() }
    }

    /// Hands replies out to whom they belong.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived
    ///   - used: how many of them were whole replies, afterwards
    /// - Returns: what is wrong with them; nil where nothing is.
    private func take(_ bytes: UnsafeRawBufferPointer, _ used: inout Int) -> RelayFailure? {
        if let coder, !isGreeting { return takeFrames(bytes, &used, coder) }
        var count = 0
        var failures = 0
        var position = 0
        // Of the run that replies belong to.
        var expected = calls.firstCount
        do throws(ReplyParser.Failure) {
            while position < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
                guard let length = try scanner.next(in: rest) else { break }
                let reply = UnsafeRawBufferPointer(rebasing: rest[..<length])
                if case .greeting(let missing) = state {
                    position += length
                    used = position
                    if let failure = take(greeting: reply, missing) { return failure }
                    if let coder, !isGreeting { return takeFrames(bytes, &used, coder) }
                    expected = calls.firstCount
                    continue
                }
                guard expected > 0 else { return RelayFailure("\(address) sent a reply to no request") }
                if rest[0] == UInt8(ascii: ">") {
                    // What is no reply, and nobody asked for.
                    deliver(bytes[used..<position], count, failures)
                    (count, failures) = (0, 0)
                    position += length
                    used = position
                    expected = calls.firstCount
                    continue
                }
                if rest[0] == UInt8(ascii: "-") {
                    failures += 1
                    worker.counters.countError(Self.code(of: reply))
                }
                position += length
                count += 1
                guard count == expected else { continue }
                deliver(bytes[used..<position], count, failures)
                (count, failures) = (0, 0)
                used = position
                expected = calls.firstCount
            }
        } catch {
            return RelayFailure("\(address) sent bytes that are no reply, \(error.reason)")
        }
        deliver(bytes[used..<position], count, failures)
        used = position
        return nil
    }

    private var isGreeting: Bool {
        if case .greeting = state { true } else { false }
    }

    /// Takes a reply to what was sent before calls.
    private func take(greeting reply: UnsafeRawBufferPointer, _ missing: [Greeting]) -> RelayFailure? {
        let isError = reply[0] == UInt8(ascii: "-")
        lazy var text = String(decoding: reply.dropFirst().prefix { $0 != 0x0D }, as: UTF8.self)
        switch missing.first {
        case .authentication where isError: return RelayFailure("\(address) refused the password: \(text)")
        case .version where isError:
            if text.hasPrefix("NOAUTH") { return RelayFailure("\(address) asks for a password: \(text)") }
            spoken = .resp2
        default: break
        }
        state = .greeting(missing: Array(missing.dropFirst()))
        if missing.count <= 1 { open() }
        return nil
    }

    /// Hands the replies to the first calls out, all of one run.
    private func deliver(_ bytes: Slice<UnsafeRawBufferPointer>, _ count: Int, _ failures: Int) {
        guard count > 0, let run = calls.first else { return }
        answeredCount &+= count
        defer {
            calls.take(count)
            outbox.answered(count)
        }
        guard run.connection != 0, let driver = worker.drivers[run.connection] else { return }
        let replies = UnsafeRawBufferPointer(rebasing: bytes)
        driver.connection.takeRelayed(count) { writer in
            if spoken == version { writer.bytes(replies) } else { Self.rewrite(replies, count, to: &writer) }
        }
        for _ in 0..<failures { run.entry.statistics.countFailure() }
        driver.connection.finishRelayed(run, count, at: lastHeard) { outbox.parts(at: run.offset) }
        touch(driver)
    }

    /// Writes replies in the version of who gets them.
    private static func rewrite(_ replies: UnsafeRawBufferPointer, _ count: Int, to writer: inout ReplyWriter) {
        var parser = ReplyParser()
        parser.append(replies)
        for _ in 0..<count {
            // They were scanned, but a scanner is content with less than a parser.
            let value = try? parser.next()
            (value ?? .error(CommandError("the mounted server sent no reply", code: "MOUNT"))).write(to: &writer)
        }
    }

    private static func code(of error: UnsafeRawBufferPointer) -> String {
        String(decoding: error.dropFirst().prefix(64).prefix { $0 != 0x20 && $0 != 0x0D }, as: UTF8.self)
    }
}

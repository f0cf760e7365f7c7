import GedisKit

// Replies of a process that does not speak RESP.

extension RelayLink {
    /// Hands the replies of frames out to whom they belong.
    ///
    /// - Parameters:
    ///   - bytes: what has arrived
    ///   - used: how many of them were whole frames, afterwards
    ///   - coder: what reads them
    /// - Returns: what is wrong with them; nil where nothing is.
    func takeFrames(
        _ bytes: UnsafeRawBufferPointer, _ used: inout Int, _ coder: any RelayCoder
    ) -> RelayFailure? {
        do throws(RelayFailure) {
            while let place = try coder.frame(in: UnsafeRawBufferPointer(rebasing: bytes[used...])) {
                let frame = UnsafeRawBufferPointer(
                    rebasing: bytes[(used + place.lowerBound)..<(used + place.upperBound)])
                used += place.upperBound
                guard var rest = try coder.begin(frame) else {
                    if let detour { ask(because: nil, detour) }
                    return nil
                }
                while rest > 0 {
                    guard let run = calls.first else { throw RelayFailure("it sent a reply to no request") }
                    let count = Swift.min(rest, run.count)
                    try take(count, of: run, coder)
                    rest -= count
                }
            }
            return nil
        } catch {
            return error
        }
    }

    /// Hands out replies to the first calls, all of one run.
    private func take(_ count: Int, of run: RelayedCalls.Run, _ coder: any RelayCoder) throws(RelayFailure) {
        guard run.connection != 0, let driver = worker.drivers[run.connection] else {
            for _ in 0..<count { try coder.skip() }
            return answered(count)
        }
        let connection = driver.connection
        let number = run.entry.command.relayNumber
        var failure: RelayFailure?
        var taken = 0
        connection.takeRelayed(count) { writer in
            var start = writer.count
            do throws(RelayFailure) {
                while taken < count {
                    start = writer.count
                    if let error = try coder.reply(of: number, to: &writer, { connection.caller }) {
                        writer.truncate(to: start)
                        run.entry.statistics.countFailure()
                        connection.refuse(error, &writer)
                    }
                    taken += 1
                }
            } catch {
                writer.truncate(to: start)
                failure = error
            }
        }
        touch(driver)
        // Those that have no reply get the error that ends the link.
        if failure != nil { connection.relayedCount += count - taken }
        if taken > 0 {
            connection.finishRelayed(run, taken, at: lastHeard) { outbox.parts(at: run.offset) }
            answered(taken)
        }
        if let failure { throw failure }
    }

    private func answered(_ count: Int) {
        answeredCount &+= count
        calls.take(count)
        outbox.answered(count)
    }
}

import GedisKit

/// Says whether somebody may do something again already: a bucket of tokens for each key, which fills up with time.
actor Limiter {
    /// What a client gets; it arrives as a map.
    struct Answer: Encodable {
        var allowed: Bool
        var left: Int
        /// In how many seconds there will be a token again.
        var wait: Double
    }

    private struct Bucket {
        var tokens: Double
        var time: ContinuousClock.Instant
    }

    private var buckets: [String: Bucket] = [:]

    /// Takes a token out of a key's bucket.
    /// - Parameters:
    ///   - key: whose bucket, such as a user's name
    ///   - size: how many tokens fit into it
    ///   - rate: how many come in again in a second
    func take(_ key: String, _ size: Int = 10, _ rate: Double = 1) throws -> Answer {
        guard size > 0, rate > 0 else { throw CommandError("size and rate must be above 0") }
        let now = ContinuousClock.now
        var bucket = buckets[key] ?? Bucket(tokens: Double(size), time: now)
        bucket.tokens = min(Double(size), bucket.tokens + (now - bucket.time) / .seconds(1) * rate)
        bucket.time = now
        let isAllowed = bucket.tokens >= 1
        if isAllowed { bucket.tokens -= 1 }
        buckets[key] = bucket
        // A client may name any size, and any rate.
        let wait = min((1 - bucket.tokens) / rate, .greatestFiniteMagnitude)
        return Answer(
            allowed: isAllowed, left: Int(exactly: bucket.tokens.rounded(.down)) ?? .max,
            wait: bucket.tokens >= 1 ? 0 : wait)
    }

    /// Fills a key's bucket again.
    func reset(_ key: String) { buckets[key] = nil }
}

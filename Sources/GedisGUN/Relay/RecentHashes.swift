/// Values of the last seconds by the hash of a text, in two generations: each is forgotten between one and two lifetimes
/// after it was seen last.
struct RecentHashes<Value: Sendable>: Sendable {
    private var young: [Int: Value] = [:]
    private var old: [Int: Value] = [:]
    private var start: Double
    private let lifetime: Double
    private let most: Int

    /// Begins.
    ///
    /// - Parameters:
    ///   - lifetime: in milliseconds
    ///   - most: how many are kept; beyond it the oldest are forgotten early
    ///   - now: the time, in milliseconds
    init(lifetime: Double, most: Int, now: Double) {
        self.lifetime = lifetime
        self.most = most / 2
        start = now
    }

    /// The value of a text; that it was asked for makes it young again.
    mutating func value(of texts: String..., at now: Double) -> Value? {
        age(now)
        let hash = Self.hash(texts)
        if let value = young[hash] { return value }
        guard let value = old[hash] else { return nil }
        young[hash] = value
        return value
    }

    /// Keeps a value.
    mutating func set(_ value: Value, of texts: String..., at now: Double) {
        age(now)
        young[Self.hash(texts)] = value
    }

    /// How many are kept.
    var count: Int { young.count + old.count }

    private mutating func age(_ now: Double) {
        guard now - start >= lifetime || young.count >= most else { return }
        // What nobody asked for in two lifetimes is gone.
        old = now - start >= lifetime * 2 ? [:] : young
        young = [:]
        start = now
    }

    private static func hash(_ texts: [String]) -> Int {
        var hasher = Hasher()
        for text in texts { hasher.combine(ExactText(text)) }
        return hasher.finalize()
    }
}

import Glibc

/// Why the benchmark can't go on.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What the system said of the call that just failed.
    static func system(_ what: String) -> BenchFailure { BenchFailure("\(what): \(String(cString: strerror(errno)))") }
}

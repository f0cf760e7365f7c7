/// Why nothing can be counted.
struct CountingFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Why a server could not start, in one line that says what to do.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    public var description: String

    init(_ description: String) { self.description = description }
}

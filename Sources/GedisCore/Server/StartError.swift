/// Why a server could not start, in one line that says what to do.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// What was wrong.
    public var description: String
    /// The system's number for it, where the system said it.
    package var errorNumber: Int32?

    /// Says why.
    package init(_ description: String, errorNumber: Int32? = nil) {
        self.description = description
        self.errorNumber = errorNumber
    }
}

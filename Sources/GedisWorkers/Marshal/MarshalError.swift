/// Bytes that are none of the values that workers may send.
package struct MarshalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, in bytes from the message's start.
    package var offset: Int
    /// What is wrong there.
    package var reason: String

    /// The reason and the place.
    package var description: String { "\(reason) at byte \(offset)" }
}

/// How much one record may hold.
package enum RecordLimits {
    /// How deep values may lie in one another.
    package static let deepest = 64
    /// How many values there may be, those that hold others among them.
    package static let mostValues = 1 << 20
}

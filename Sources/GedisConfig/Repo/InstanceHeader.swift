/// The first line of an instance's file that gedis has written.
enum InstanceHeader {
    /// The line, with its end.
    static func line(_ kind: InstanceKind, _ name: String) -> String { "# gedis \(kind) \(name)\n" }
}

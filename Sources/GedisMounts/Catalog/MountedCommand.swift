import GedisKit

/// What is known of a command of a mounted server.
struct MountedCommand: Hashable, Sendable {
    var name: String
    var summary = ""
    var discussion = ""
    var deprecation: String?
    var parameters: [Parameter] = []
    var returns = "Value"
    var result = Schema.any
    /// Whether a call shows whether it blocks.
    var mayBlock: Bool { MountRefusal.mayBlock(name) }

    /// A command of which only the name is known.
    init(name: String) {
        self.name = name
        parameters = [Parameter(name: "arguments", type: "String", presence: .variadic)]
    }
}

/// Why the config repo could not be read or changed.
public struct ConfigError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is, for programs.
    public struct Code: Hashable, Sendable {
        private enum Kind { case invalid, notFound, exists, secret, file }
        private let kind: Kind

        /// What was given or what a file says is wrong; `ConfigError/problems` has the places in files.
        public static let invalid = Code(kind: .invalid)
        /// There is no such instance, namespace or file.
        public static let notFound = Code(kind: .notFound)
        /// What was to be made is there already.
        public static let exists = Code(kind: .exists)
        /// A sealed value cannot be opened, or a value cannot be sealed.
        public static let secret = Code(kind: .secret)
        /// A file could not be read or written.
        public static let file = Code(kind: .file)
    }

    /// What kind of mistake it is.
    public var code: Code
    /// What was wrong and what to do; of several problems, a line each.
    public var description: String
    /// What is wrong in files, where that is the reason.
    public var problems: [Problem]

    /// Says what was wrong.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
        self.problems = []
    }

    /// Says what is wrong in files.
    public init(_ problems: [Problem]) {
        self.code = .invalid
        self.description = problems.map(\.description).joined(separator: "\n")
        self.problems = problems
    }
}

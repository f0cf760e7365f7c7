extension ConfigRepo {
    /// Where the repo is, and how it was found.
    public struct Location: Hashable, Sendable {
        /// The rule by which a repo is found; the first that applies counts.
        public enum Rule: String, Sendable, CustomStringConvertible {
            /// The user named it on the command line.
            case option = "--repo"
            /// The variable `GEDIS_REPO` names it.
            case environment = "GEDIS_REPO"
            /// A folder `instances` in the working folder.
            case workingFolder = "instances/ in the working folder"
            /// A folder `instances` in a folder above the working folder.
            case parentFolder = "instances/ in a folder above"
            /// The user's own: `$XDG_CONFIG_HOME/gedis`.
            case user = "the user's own"

            /// The rule in words.
            public var description: String { rawValue }
        }

        /// The repo's folder.
        public var path: String
        /// How it was found.
        public var rule: Rule
    }

    /// Finds the repo to use.
    ///
    /// - Parameters:
    ///   - option: the path that the user gave, if any
    ///   - environment: the process' environment
    ///   - workingFolder: the absolute path from which relative paths are taken
    /// - Returns: where it is; the folder itself may not exist yet.
    /// - Throws: `ConfigError` when no rule gives a path.
    public static func locate(
        option: String? = nil, environment: [String: String], workingFolder: String
    ) throws(ConfigError) -> Location {
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(workingFolder)/\(path)" }
        if let option {
            guard !option.isEmpty else { throw ConfigError(.invalid, "--repo needs a folder") }
            return Location(path: RealPath.of(absolute(option)), rule: .option)
        }
        if let path = environment["GEDIS_REPO"], !path.isEmpty {
            return Location(path: RealPath.of(absolute(path)), rule: .environment)
        }
        var folder = RealPath.of(workingFolder)
        var rule = Location.Rule.workingFolder
        while true {
            let candidate = folder == "/" ? "/instances" : "\(folder)/instances"
            if FileSystem.isFolder(candidate) { return Location(path: RealPath.of(candidate), rule: rule) }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
            rule = .parentFolder
        }
        return Location(path: RealPath.of(try MachinePaths(environment: environment).config), rule: .user)
    }
}

import FoundationEssentials
import GedisBackends
package import GedisConfig
package import GedisNamespaces

/// The config repo and this machine's folders.
package struct Workspace: Sendable {
    /// Where the repo is, and by which rule it was found.
    package let location: ConfigRepo.Location
    /// The definitions.
    package private(set) var repo: ConfigRepo
    /// This user's folders.
    package let machine: MachinePaths
    /// Takes what deserves a person's attention and is no error, a text each time.
    package let warn: @Sendable (String) -> Void

    /// The keys that seal passwords.
    package let keyFile: KeyFile

    /// The sources that are served in place of the repo's, and the folder that is there for them alone; nil where the
    /// repo's are served.
    let development: Development?

    /// The variable that names the environment for which definitions are read.
    package static let environmentVariable = "GEDIS_ENVIRONMENT"

    /// Whether somebody said for which environment definitions are read, or that it is none.
    private var isEnvironmentNamed: Bool

    private let environment: [String: String]

    /// Finds the repo and the folders.
    ///
    /// - Parameters:
    ///   - path: the repo's folder, where it was named
    ///   - environment: the environment's variables
    ///   - workingFolder: the folder from which the repo is looked for
    ///   - name: the environment for which definitions are read, where it was named; empty for none
    ///   - earlierState: a folder with definitions and sources that are read in place of the repo's, where it is there
    ///   - warn: takes what deserves a person's attention
    /// - Throws: `ConfigError` when there is no place for one of them.
    package init(
        repo path: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        workingFolder: String = FileManager.default.currentDirectoryPath, for name: String? = nil,
        earlierState: String? = nil, warn: @escaping @Sendable (String) -> Void
    ) throws(ConfigError) {
        try self.init(
            repo: path, environment: environment, workingFolder: workingFolder, for: name, earlierState: earlierState,
            development: nil, warn: warn)
    }

    init(
        repo path: String?, environment: [String: String],
        workingFolder: String = FileManager.default.currentDirectoryPath, for name: String? = nil,
        earlierState: String? = nil,
        development: Development?, warn: @escaping @Sendable (String) -> Void
    ) throws(ConfigError) {
        self.development = development
        self.warn = warn
        self.environment = environment
        location = try ConfigRepo.locate(option: path, environment: environment, workingFolder: workingFolder)
        machine = try MachinePaths(environment: environment)
        keyFile = try KeyFile(environment: environment)
        let named = name ?? environment[Self.environmentVariable]
        isEnvironmentNamed = named != nil
        repo = ConfigRepo(
            path: location.path, secrets: keyFile,
            backendTypes: BackendType.allCases.map(\.schema), environment: named.flatMap { $0.isEmpty ? nil : $0 },
            readingFrom: earlierState.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil })
    }

    /// The same with definitions read for the environment of a server that runs here, unless another was named: nobody
    /// changes it by not naming it.
    package func keepingEnvironment(of server: String) -> Workspace {
        guard !isEnvironmentNamed, RunningServer(server, in: self).isThere,
            let served = ServedRecord(of: server, in: self).state?.environment
        else { return self }
        var workspace = self
        workspace.repo = repo.read(for: served)
        return workspace
    }

    /// The same with definitions read for the environment of a machine that this is, whatever servers run by now.
    ///
    /// - Parameter machine: the machine's name; nil for no particular one
    /// - Returns: the workspace.
    /// - Throws: `ConfigError` when there is no such machine, or its definition is wrong.
    func serving(as machine: String?) throws(ConfigError) -> Workspace {
        guard let machine else { return self }
        let environment = try repo.machine(machine).definition.environment
        var workspace = self
        workspace.repo = repo.read(for: environment.isEmpty ? nil : environment)
        workspace.isEnvironmentNamed = true
        return workspace
    }

    /// What compiles namespaces.
    package var builder: NamespaceBuilder {
        NamespaceBuilder(cache: machine.cache + "/namespaces", environment: environment, progress: warn)
    }

    /// The files of a server that runs here.
    package func files(of server: String) -> ServerFiles { ServerFiles(of: server, in: repo, on: machine) }

    /// Makes sure that a server is defined, rightly or not.
    ///
    /// - Throws: `ConfigError` when it is not.
    package func requireServer(_ name: String) throws(ConfigError) {
        if !repo.exists(.server, name) { _ = try repo.server(name) }
    }

    /// A path of the repo as a person in the working folder would write it.
    package func shown(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}

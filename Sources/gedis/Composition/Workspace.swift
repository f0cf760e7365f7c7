import ArgumentParser
import Foundation
import GedisBackends
import GedisConfig
import GedisNamespaces

/// Which config repo a command works in.
struct RepoOptions: ParsableArguments {
    @Option(
        help: "The config repo's folder. Without it: GEDIS_REPO, an instances/ folder here or above, or the user's own."
    )
    var repo: String?
}

/// The config repo and this machine's folders, as a command of the tool finds them.
struct Workspace {
    let location: ConfigRepo.Location
    let repo: ConfigRepo
    let machine: MachinePaths

    /// Finds the repo and the folders.
    ///
    /// - Throws: `ConfigError` when there is no place for one of them.
    init(_ options: RepoOptions) throws(ConfigError) {
        let environment = ProcessInfo.processInfo.environment
        location = try ConfigRepo.locate(
            option: options.repo, environment: environment,
            workingFolder: FileManager.default.currentDirectoryPath)
        machine = try MachinePaths(environment: environment)
        repo = ConfigRepo(
            path: location.path, secrets: try KeyFile(environment: environment),
            backendTypes: BackendType.allCases.map(\.schema))
    }

    /// What compiles namespaces.
    var builder: NamespaceBuilder { NamespaceBuilder(cache: machine.cache + "/namespaces") }

    /// The files of a server that runs here.
    func state(of server: String) -> ServerState { ServerState(of: server, in: repo, on: machine) }

    /// Makes sure that a server is defined, rightly or not.
    ///
    /// - Throws: `ConfigError` when it is not.
    func requireServer(_ name: String) throws(ConfigError) {
        if !repo.exists(.server, name) { _ = try repo.server(name) }
    }

    /// A path of the repo as a person in the working folder would write it.
    func shown(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}

extension BackendSetting.Format {
    /// How the config repo reads such a value.
    fileprivate var field: BackendSchema.Setting.Format {
        switch self {
        case .text: .text
        case .path: .path
        case .secret: .secret
        case .number(let range): .number(range)
        case .seconds: .seconds
        case .truth: .truth
        }
    }
}

extension BackendType {
    /// What definitions of the type may say.
    fileprivate var schema: BackendSchema {
        BackendSchema(
            type: rawValue, help: summary,
            settings: settings.map { setting in
                BackendSchema.Setting(
                    name: setting.name, help: setting.summary, defaultValue: setting.defaultValue,
                    format: setting.format.field)
            })
    }
}

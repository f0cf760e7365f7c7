import GedisConfig
import GedisKit
import GedisMounts
import GedisNamespaces
import GedisSettings

extension NamespaceRegistry {
    /// A namespace that is served, or whose place is kept.
    struct Loaded {
        var library: String
        var namespace: Namespace
        var isQuarantined = false
        /// The settings that it was made with.
        var settings: [UInt8]?
        /// What its process may take.
        var worker = WorkerSettings()
        /// What loads it, where a placeholder stands for it until then.
        var load: NamespaceLoad?
        /// Which state of a mount's commands it has, where it is mounted.
        var mounted: Int?

        var isWhole: Bool { !isQuarantined && load == nil }
    }
}

extension NamespaceRegistry.Loaded {
    /// A namespace that is mounted.
    init(of mount: Mount) {
        let (namespace, revision) = mount.described
        self.init(library: mount.id, namespace: namespace)
        mounted = revision
    }

    /// Whether it has to take the place of another.
    func differs(from other: NamespaceRegistry.Loaded) -> Bool {
        library != other.library || isWhole != other.isWhole || settings != other.settings
            || worker != other.worker || mounted != other.mounted
    }
}

extension ServerDefinition {
    /// What the process of a namespace may take.
    func worker(of name: String) -> WorkerSettings {
        namespaces.first { $0.name == name }?.worker ?? WorkerSettings()
    }

    /// The error of settings that are not what a namespace asks for, with their place.
    func error(of settings: SettingsError, in built: BuiltNamespace, of server: String) -> ConfigError {
        let tree = namespaces.first { $0.name == built.name }?.settings ?? SettingsTree()
        guard tree.isEmpty else { return tree.error(at: settings.path, settings.problem) }
        return ConfigError(
            .invalid,
            "server/\(server).yaml: namespaces.\(built.name).\(settings) "
                + "(the namespace asks for it in \(built.source.path))")
    }
}

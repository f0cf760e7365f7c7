public import GedisSettings

/// A machine that servers run on, as its file defines it: how it is reached, and what runs there.
public struct MachineDefinition: InstanceDefinition {
    /// The host's name, address or name in ssh's configuration; empty for the instance's name.
    public var addr = ""
    /// The port of its sshd; 0 for what ssh's configuration says.
    public var port = 0
    /// The user there; empty for what ssh's configuration says.
    public var user = ""
    /// The folder there that the repo is pushed to; one that does not begin with `/` is below that user's home.
    public var path = ".config/gedis"
    /// The gedis there: a path, or a name that is looked for.
    public var program = "gedis"
    /// The names of the servers that run there; `*` for all.
    public var servers: [String] = []
    /// The environment for which definitions are read there; empty for none.
    public var environment = ""
    /// The key for which secrets are sealed that it needs; empty where it has the key that seals.
    public var key = ""

    static let kind = InstanceKind.machine

    /// A machine with the defaults.
    public init() {}

    /// Whether a server runs there.
    public func runs(_ server: String) -> Bool { servers.contains("*") || servers.contains(server) }

    static let schema: [Field<MachineDefinition>] = [
        Field("addr", \.addr, .optionalHost, "host name, address, or name in ssh's configuration; empty for its own"),
        Field("port", \.port, .port(.portsOrZero), "port of its sshd; 0 for what ssh's configuration says"),
        Field("user", \.user, .sshUser, "user there; empty for what ssh's configuration says"),
        Field("path", \.path, .text, "folder of the config repo there; from the user's home, or from /"),
        Field("program", \.program, .text, "gedis there: a path, or a name that is looked for"),
        Field("servers", \.servers, .serverNames, "names of the servers that run there; * for all"),
        Field("environment", \.environment, .environment, "environment whose files are read there; empty for none"),
        Field("key", \.key, .machineKey, "what secrets are sealed for there; 'gedis config rekey --add' sets it"),
    ]
}

import FoundationEssentials
package import GedisConfig
import GedisSettings

/// A server as a service of systemd, which watches over the supervisor and what it starts; or a template of such services,
/// `gedis@.service`, for all servers of a repo.
package struct ServiceUnit {
    /// The server; nil for a template, whose instances have the servers' names.
    private let instance: Instance<ServerDefinition>?
    let workspace: Workspace
    let account: String?
    private let words: [String]

    /// Describes a service.
    ///
    /// - Parameters:
    ///   - instance: the server; nil for a template
    ///   - workspace: where its definition is
    ///   - account: the account of a service of the machine; nil for a service of the user's own
    ///   - words: the words behind the program's name that run the supervisor
    package init(
        of instance: Instance<ServerDefinition>?, in workspace: Workspace, account: String?, words: [String]
    ) {
        self.instance = instance
        self.workspace = workspace
        self.account = account
        self.words = words
    }

    /// The file's name.
    package var name: String { instance.map { "gedis-\($0.name).service" } ?? "gedis@.service" }

    /// The file's text, without the last line's end.
    package var text: String {
        """
        # Written by 'gedis server install \(instance?.name ?? "--template")'.
        [Unit]
        Description=gedis server \(server)
        Documentation=man:gedis-server(1)
        After=network-online.target
        Wants=network-online.target
        # A namespace that crashes the server again and again is quarantined, so that there is no need to stop trying.
        StartLimitIntervalSec=0

        [Service]
        # A reload is notified as Type=notify-reload has it; that type is systemd's since 253, ExecReload works before too.
        Type=notify
        NotifyAccess=all
        \(lines(environment))
        # Swift's threads ask for priorities that only the system's administrator may give, and would write that to the journal.
        Environment=LIBDISPATCH_LOG=NO
        ExecStart=\(line([Program.path] + words))
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=on-failure
        RestartSec=100ms
        # A start may have to compile the namespaces.
        TimeoutStartSec=300
        \(lines(limits))
        KillMode=mixed
        UMask=0077
        \(lines(accountLines + hardening + writableFolders.map { "ReadWritePaths=\(word("-\($0)"))" }))

        [Install]
        WantedBy=\(account == nil ? "default.target" : "multi-user.target")
        """
    }

    /// The word by which a template names the server that its instance is for.
    package static let anyServer = "%i"

    private var server: String { instance?.name ?? Self.anyServer }

    /// What depends on the definition. A template is for any: it has the system's own limit of files, up to which a server
    /// raises its own, and waits as long as a definition says: the server itself cuts off what takes longer.
    private var limits: [String] {
        guard let limits = instance?.definition.limits else {
            return ["TimeoutStopSec=infinity", "LimitNOFILE=524288"]
        }
        return [
            "TimeoutStopSec=\((limits.shutdownTimeout + .seconds(10)).components.seconds)",
            "LimitNOFILE=\(limits.maxConnections + 1024)",
        ]
    }

    /// What makes the service find the same files as this user's gedis does.
    private var environment: [String] {
        let machine = workspace.machine
        func parent(_ path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }
        var variables = [
            ("XDG_CONFIG_HOME", parent(machine.config)), ("XDG_DATA_HOME", parent(machine.data)),
            ("XDG_STATE_HOME", parent(machine.state)), ("XDG_CACHE_HOME", parent(machine.cache)),
        ]
        // Where the compiler and the sealing key are, where that is not as usual.
        for name in ["PATH", "GEDIS_KEY_FILE", "GEDIS_SWIFTC", "GEDIS_KIT"] {
            if let value = ProcessInfo.processInfo.environment[name] { variables.append((name, value)) }
        }
        return variables.map { "Environment=\(word("\($0.0)=\($0.1)"))" }
    }

    /// The folders that the server may write.
    private var writableFolders: [String] {
        let socket = instance?.definition.unixsocket ?? ""
        return ownFolders + (socket.isEmpty ? [] : [URL(filePath: socket).deletingLastPathComponent().path])
    }

    /// The folders of gedis' own.
    var ownFolders: [String] { [workspace.machine.state, workspace.machine.cache, workspace.machine.data] }

    /// A service of the machine may be given a port below 1024, which is the system's otherwise.
    private var accountLines: [String] {
        guard let account else { return [] }
        let port = instance?.definition.port ?? 0
        let isSystemPort = port > 0 && port < 1024
        // For Unix sockets, which a template can't know the folders of.
        let folder = instance == nil ? ["RuntimeDirectory=gedis/\(Self.anyServer)"] : []
        return folder + ["User=\(account)", "CapabilityBoundingSet=\(isSystemPort ? "CAP_NET_BIND_SERVICE" : "")"]
            + (isSystemPort ? ["AmbientCapabilities=CAP_NET_BIND_SERVICE"] : [])
    }

    private var hardening: [String] {
        [
            "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=read-only", "PrivateTmp=yes",
            "PrivateDevices=yes", "ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes",
            "ProtectControlGroups=yes", "ProtectClock=yes", "ProtectHostname=yes", "RestrictNamespaces=yes",
            "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "RemoveIPC=yes",
            "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallArchitectures=native",
            "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
        ]
    }

    private func lines(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    private func line(_ words: [String]) -> String {
        words.map { $0 == Self.anyServer ? $0 : word($0).replacing("$", with: "$$") }.joined(separator: " ")
    }

    /// A word as systemd.syntax(7) has it: % is a specifier's, and what has spaces stands in quotes.
    private func word(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("%", with: "%%")
        return escaped.contains(where: { $0 == " " || $0 == "'" || $0 == "\"" || $0 == ";" })
            ? "\"\(escaped)\"" : escaped
    }
}

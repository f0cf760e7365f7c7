import Glibc
import SystemPackage
import TestSupport
import Testing

/// Servers as services of systemd.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct ServiceTests {
    @Test(arguments: [[], ["--system", "--account", "daemon"]])
    func systemdAcceptsTheUnit(options: [String]) async throws {
        try await withScratch { scratch in
            try scratch.makeFolder("run 100%")
            try await scratch.done(
                "server", "create", "main", "port=80", "shutdown_timeout=7", "max_connections=5000",
                "unixsocket=\(scratch.path("run 100%/gedis.sock"))")
            let unit = try await scratch.run(Tool.path, ["server", "install", "main", "--print"] + options).output
            for line in [
                "ExecReload=/bin/kill -HUP $MAINPID", "Restart=on-failure", "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "PrivateTmp=yes", "LimitNOFILE=6024", "TimeoutStopSec=17",
                "ReadWritePaths=-\(scratch.path("state/gedis"))",
                "ReadWritePaths=\"-\(scratch.path("run 100%%"))\"",
                "ExecStart=\(Tool.path) server start main --repo \(scratch.path("instances")) --supervise",
            ] { #expect(unit.split(separator: "\n").contains(line[...]), "\(line)\n\(unit)") }
            #expect(unit.contains("User=daemon") == !options.isEmpty)
            #expect(unit.contains("AmbientCapabilities=CAP_NET_BIND_SERVICE") == !options.isEmpty)

            try scratch.write(unit, to: "gedis-main.service")
            let manager = options.isEmpty ? ["--user"] : []
            let verified = try await scratch.run(
                "systemd-analyze", ["verify"] + manager + ["--man=no", scratch.path("gedis-main.service")],
                environment: ["XDG_RUNTIME_DIR": scratch.folder])
            #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
            #expect(verified.errors == "")
        }
    }

    @Test func theUsersUnitIsWrittenBesideTheUsersConfiguration() async throws {
        try await withScratch { scratch in
            try await scratch.done("server", "create", "main", "port=0")
            let file = scratch.path("config/systemd/user/gedis-main.service")
            #expect(try await scratch.done("server", "install", "main") == "wrote \(file)")
            #expect(
                try await scratch.done("server", "install", "main", "--print")
                    == scratch.read("config/systemd/user/gedis-main.service").trimmingSuffix("\n"))
            #expect(try await scratch.gedis("server", "install", "none").code == 3)
            #expect(try await scratch.gedis("server", "install", "main", "--account", "daemon").code == 2)
        }
    }

    @Test func aServiceManagerIsNotifiedWhenClientsCanConnect() async throws {
        try await withScratch { scratch in
            let path = scratch.path("notify")
            let manager = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            defer { close(manager) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(manager, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0)
            var patience = timeval(tv_sec: 60, tv_usec: 0)
            setsockopt(manager, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))

            let port = try freePort()
            try await scratch.done("server", "create", "main", "port=\(port)")
            let server = try await scratch.startAgain(environment: ["NOTIFY_SOCKET": path])
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(manager, &buffer, buffer.count, 0)
            #expect(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self) == "READY=1")
            #expect(try RawConnection(port: server.port).call("PING") == "+PONG\r\n")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}

import GedisConfig
import GedisSettings
import TestSupport
import Testing

@Suite struct ReadingLimitTests {
    let scratch: ScratchRepo

    init() throws { scratch = try ScratchRepo() }

    private func server(_ text: String) throws -> ServerDefinition {
        try scratch.write(text, to: "server/main.yaml")
        return try scratch.repo.server("main").definition
    }

    @Test func aFreshFileSaysTheDefaults() throws {
        try scratch.repo.create(.server, "main")
        let lines = try scratch.read("server/main.yaml").split(separator: "\n")
            .map { $0.prefix { $0 != "#" }.replacing(#/ +$/#, with: "") }
        #expect(
            lines.suffix(17) == [
                "max_connections: 10000", "max_request_size: 512MB", "max_arguments: 1048576", "backlog_limit: 1MB",
                "output_limit: 512MB", "subscriber_limit: 8MB", "idle_timeout: 0", "handshake_timeout: 10",
                "tcp_keepalive: 300", "command_timeout: 0", #"rates: """#, "init_timeout: 30", "shutdown_timeout: 10",
                "log_level: info",
                "log_format: text",
                "slowlog_milliseconds: 10", "metrics_port: 0",
            ])
        let server = try scratch.repo.server("main").definition
        #expect(server.limits == ServerLimits() && server.reporting == ReportingSettings())
    }

    @Test func everyLimitIsRead() throws {
        let server = try server(
            """
            max_connections: 1
            max_request_size: 2mb
            max_arguments: 3
            backlog_limit: 4KB
            output_limit: 5GB
            subscriber_limit: '6000'
            idle_timeout: 7
            handshake_timeout: 8
            command_timeout: 9
            init_timeout: 12
            shutdown_timeout: 10
            log_level: Debug
            log_format: json
            slowlog_milliseconds: 11
            metrics_port: 9100
            """)
        let limits = server.limits
        #expect(limits.maxConnections == 1 && limits.maxRequestSize == 2_097_152 && limits.maxArguments == 3)
        #expect(limits.backlogLimit == 4096 && limits.outputLimit == 5_368_709_120 && limits.subscriberLimit == 6000)
        #expect(limits.idleTimeout == .seconds(7) && limits.handshakeTimeout == .seconds(8))
        #expect(limits.commandTimeout == .seconds(9) && limits.shutdownTimeout == .seconds(10))
        #expect(limits.initTimeout == .seconds(12))
        #expect(server.reporting.logLevel == .debug && server.reporting.logFormat == .json)
        #expect(server.reporting.slowlogMilliseconds == 11 && server.reporting.metricsPort == 9100)
    }

    @Test(arguments: [
        ("output_limit: 64", "'64' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: 17GB", "'17GB' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: 99999999999999GB", "'99999999999999GB' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: MB", "'MB' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: -1MB", "'-1MB' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: 1.5MB", "'1.5MB' is not a size such as 512MB (1KB…16GB)"),
        ("output_limit: 64k", "'64k' is not a size such as 512MB (1KB…16GB)"),
        ("max_connections: 0", "0 is not a number (1…1000000)"),
        ("log_level: warn", "'warn' is none of trace, debug, info, notice, warning, error, critical"),
        (
            "log_level: eror",
            "'eror' is none of trace, debug, info, notice, warning, error, critical; did you mean error?"
        ),
        ("log_format: yaml", "'yaml' is none of text, json"),
    ])
    func aMistakeIsNamed(_ text: String, _ message: String) throws {
        let error = #expect(throws: ConfigError.self) { try server(text) }
        #expect(error?.problems.map(\.message) == [message])
    }

    @Test(arguments: [
        ("1048576", "1MB"), ("1024mb", "1GB"), ("1536KB", "1536KB"), ("1000000", "1000000"), ("0064KB", "64KB"),
    ])
    func sizesAreWrittenInTheLargestUnitThatFits(_ text: String, _ written: String) throws {
        try scratch.repo.create(.server, "main", [Assignment("output_limit", text)])
        #expect(try scratch.read("server/main.yaml").contains("output_limit: \(written) "))
    }

    @Test func metricsNeedAPortOfTheirOwn() throws {
        _ = try server("port: 9100\nmetrics_port: 9100\n")
        #expect(
            try scratch.repo.validate().map(\.description) == [
                "server/main.yaml:2:15: metrics_port: 9100 is the port that clients use: take another"
            ])
    }
}

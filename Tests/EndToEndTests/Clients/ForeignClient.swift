import Foundation
import Testing

/// A client in another language: a program in the folder `Programs` that uses it, and a text beside it with what that
/// prints when all is well.
struct ForeignClient: Sendable, CustomTestStringConvertible {
    /// Its name, and the text's.
    let name: String
    /// What runs the program, before the words that all programs take: port, CA file or nothing, password or nothing.
    let words: [String]
    var environment: [String: String] = [:]
    var ways = Way.allCases

    var testDescription: String { name }

    /// How a client gets to the server.
    enum Way: CaseIterable {
        case tcp
        case tls
        case password
    }

    static let all = [
        python("redis-py-5", "redis-py.py", "redis", libraries: "redis-5"),
        python("redis-py", "redis-py.py", "redis"),
        python("redis-py-hiredis", "redis-py.py", "redis", libraries: "hiredis"),
        python("redis-asyncio", "redis-asyncio.py"),
        python("valkey-py", "redis-py.py", "valkey"),
        python("valkey-glide", "valkey-glide.py"),
        ForeignClient(name: "redis-cli", words: ["bash", program("redis-cli.sh"), ""]),
        ForeignClient(name: "redis-cli-3", words: ["bash", program("redis-cli.sh"), "-3"]),
        ForeignClient(
            name: "node-redis", words: ["node", program("node-redis.js")],
            // Debian's own node looks there by itself.
            environment: ["NODE_PATH": "/usr/share/nodejs"]),
        ForeignClient(name: "ruby-redis", words: ["ruby", program("ruby-redis.rb")]),
        ForeignClient(name: "php-redis", words: ["php", program("php-redis.php")]),
        ForeignClient(name: "predis", words: ["php", program("predis.php")]),
        ForeignClient(name: "perl-redis", words: ["perl", program("perl-redis.pl")]),
        ForeignClient(
            name: "redigo", words: compiled("redigo.go", by: #"go build -o client "$0""#),
            environment: ["GOPATH": "/usr/share/gocode", "GO111MODULE": "off"]),
        ForeignClient(
            name: "hiredis", words: compiled("hiredis.c", by: #"cc -o client "$0" -lhiredis"#), ways: [.tcp, .password]),
        ForeignClient(name: "lua-redis", words: ["lua5.1", program("lua-redis.lua")]),
        ForeignClient(name: "eredis", words: ["escript", program("eredis.erl")], ways: [.tcp, .password]),
    ]

    /// The clients that can connect in a way.
    static func all(by way: Way) -> [ForeignClient] { all.filter { $0.ways.contains(way) } }

    /// A client that Python has: in the packages of `Tool.python`, or in a folder beside them.
    private static func python(_ name: String, _ words: String..., libraries: String? = nil) -> ForeignClient {
        let packages = URL(filePath: Tool.python).deletingLastPathComponent().deletingLastPathComponent()
        return ForeignClient(
            name: name, words: [Tool.python, program(words[0])] + words.dropFirst(),
            environment: libraries.map { ["PYTHONPATH": packages.appending(path: $0).path] } ?? [:])
    }

    /// What compiles a program, and becomes it.
    private static func compiled(_ name: String, by compiler: String) -> [String] {
        ["bash", "-ec", compiler + #"; exec ./client "$@""#, program(name)]
    }

    private static func program(_ name: String) -> String { programs.appending(path: name).path }

    private static let programs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Programs")

    /// What the text says: the start of the line with the client's version, which may be a later one; what is said when
    /// the password is wrong; and all other lines.
    func transcript() throws -> (version: String, refusal: String, steps: [String]) {
        let text = try String(contentsOf: Self.programs.appending(path: "\(name).txt"), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        try #require(lines.count > 2)
        return (lines[0], lines[1], Array(lines[2...]))
    }
}

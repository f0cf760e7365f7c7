import GedisClient
import Testing

@Suite("Lines that people type")
struct RequestLineTests {
    func words(_ line: String) -> [String]? {
        RequestLine(Array(line.utf8))?.words.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "words stand between spaces or in quotes",
        arguments: [
            ("", []), ("  \t ", []), (" get  a ", ["get", "a"]), (#"set k "two words""#, ["set", "k", "two words"]),
            (#"set k "\x41\n\"""#, ["set", "k", "A\n\""]), (#"set k 'it\'s "so"'"#, ["set", "k", "it's \"so\""]),
            (#"set k """#, ["set", "k", ""]), ("set käse \"ü\"", ["set", "käse", "ü"]),
        ] as [(String, [String])])
    func quoting(_ line: String, _ expected: [String]) {
        #expect(words(line) == expected)
    }

    @Test("bytes can be anything")
    func bytes() {
        #expect(RequestLine(Array(#"echo "\x00\xff""#.utf8))?.words.last == [0x00, 0xFF])
        #expect(RequestLine(Array("echo ".utf8) + [0xFF])?.words.last == [0xFF])
    }

    @Test(
        "quotes that don't fit are no request",
        arguments: [#"get "a"#, "get 'a", #"get "a"b"#, "get 'a'b", #"get "a\""#])
    func unbalanced(_ line: String) {
        #expect(words(line) == nil)
    }

    @Test(
        "lines with a password are known",
        arguments: [
            "auth x", "AUTH ann x", #""auth" x"#, "hello 3 AUTH ann x", "hello 3 setname n auth ann x",
            "acl setuser ann >x", "config set requirepass x", "CONFIG SET maxmemory 1 masterauth x",
            "migrate h 1 k 0 9 AUTH x", "sentinel set main auth-pass x",
        ])
    func secret(_ line: String) throws {
        #expect(try #require(RequestLine(Array(line.utf8))).bearsSecret)
    }

    @Test(
        "others are too",
        arguments: ["get auth", "hello 3", "hello 3 setname n", "acl list", "config set maxmemory 1", ""])
    func open(_ line: String) throws {
        #expect(try !#require(RequestLine(Array(line.utf8))).bearsSecret)
    }

    @Test(
        "what is answered without end is known", arguments: ["subscribe a", "PSUBSCRIBE a*", "ssubscribe a", "Monitor"])
    func subscription(_ line: String) throws {
        #expect(try #require(RequestLine(Array(line.utf8))).isSubscription)
    }

    @Test("what ends is known as well", arguments: ["unsubscribe a", "publish a b", "get monitor", ""])
    func call(_ line: String) throws {
        #expect(try !#require(RequestLine(Array(line.utf8))).isSubscription)
    }
}

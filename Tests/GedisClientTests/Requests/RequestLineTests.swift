import GedisClient
import Testing

@Suite struct RequestLineTests {
    func words(_ line: String) -> [String]? {
        RequestLine(Array(line.utf8))?.words.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("", []), ("  \t ", []), (" get  a ", ["get", "a"]), (#"set k "two words""#, ["set", "k", "two words"]),
            (#"set k "\x41\n\"""#, ["set", "k", "A\n\""]), (#"set k 'it\'s "so"'"#, ["set", "k", "it's \"so\""]),
            (#"set k """#, ["set", "k", ""]), ("set käse \"ü\"", ["set", "käse", "ü"]),
        ] as [(String, [String])])
    func wordsStandBetweenSpacesOrInQuotes(_ line: String, _ expected: [String]) {
        #expect(words(line) == expected)
    }

    @Test func bytesCanBeAnything() {
        #expect(RequestLine(Array(#"echo "\x00\xff""#.utf8))?.words.last == [0x00, 0xFF])
        #expect(RequestLine(Array("echo ".utf8) + [0xFF])?.words.last == [0xFF])
    }

    @Test(
        arguments: [#"get "a"#, "get 'a", #"get "a"b"#, "get 'a'b", #"get "a\""#])
    func quotesThatDontFitAreNoRequest(_ line: String) {
        #expect(words(line) == nil)
    }

    @Test(
        arguments: [
            "auth x", "AUTH ann x", #""auth" x"#, "hello 3 AUTH ann x", "hello 3 setname n auth ann x",
            "acl setuser ann >x", "config set requirepass x", "CONFIG SET maxmemory 1 masterauth x",
            "migrate h 1 k 0 9 AUTH x", "sentinel set main auth-pass x",
        ])
    func linesWithAPasswordAreKnown(_ line: String) throws {
        #expect(try #require(RequestLine(Array(line.utf8))).bearsSecret)
    }

    @Test(
        arguments: ["get auth", "hello 3", "hello 3 setname n", "acl list", "config set maxmemory 1", ""])
    func othersAreToo(_ line: String) throws {
        #expect(try !#require(RequestLine(Array(line.utf8))).bearsSecret)
    }

    @Test(
        arguments: ["subscribe a", "PSUBSCRIBE a*", "ssubscribe a", "Monitor"])
    func whatIsAnsweredWithoutEndIsKnown(_ line: String) throws {
        #expect(try #require(RequestLine(Array(line.utf8))).isSubscription)
    }

    @Test(arguments: ["unsubscribe a", "publish a b", "get monitor", ""])
    func whatEndsIsKnownAsWell(_ line: String) throws {
        #expect(try !#require(RequestLine(Array(line.utf8))).isSubscription)
    }
}

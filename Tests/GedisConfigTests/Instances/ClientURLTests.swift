import GedisConfig
import Testing

@Suite struct ClientURLTests {
    @Test(arguments: [
        ("redis://host", "addr=host port=6379 ssl=false unixsocket="),
        ("redis://host:7000", "addr=host port=7000 ssl=false unixsocket="),
        ("rediss://ann:p%40ss@host:7000", "user=ann password=p@ss addr=host port=7000 ssl=true unixsocket="),
        ("REDISS://:secret@host/", "user= password=secret addr=host port=6379 ssl=true unixsocket="),
        ("redis://a%3Ab:c:d@host/0", "user=a:b password=c:d addr=host port=6379 ssl=false unixsocket="),
        ("redis://:a@b@host", "user= password=a@b addr=host port=6379 ssl=false unixsocket="),
        ("redis://[::1]:7000", "addr=::1 port=7000 ssl=false unixsocket="),
        ("redis://[fe80::1]", "addr=fe80::1 port=6379 ssl=false unixsocket="),
        ("redis://k%C3%A4se:1", "addr=käse port=1 ssl=false unixsocket="),
        ("unix:///run/a%20b.sock", "unixsocket=/run/a b.sock"),
        ("unix://sockets/main@1.sock", "unixsocket=sockets/main@1.sock"),
        ("unix://ann:secret@/run/main.sock", "user=ann password=secret unixsocket=/run/main.sock"),
    ])
    func aURLStandsForKeys(_ url: String, _ expected: String) throws {
        #expect(ClientURL.isURL(url))
        #expect(try ClientURL(url).assignments.map { "\($0.key)=\($0.value)" }.joined(separator: " ") == expected)
    }

    @Test(arguments: [
        ("http://host", "'http' is no scheme for it; there are redis, rediss (with TLS) and unix"),
        ("redis://", "it names no host"),
        ("redis://:7000", "it names no host"),
        ("redis://host:0", "what follows the host's ':' is no port (1…65535)"),
        ("redis://host:65536", "what follows the host's ':' is no port (1…65535)"),
        ("redis://host:", "what follows the host's ':' is no port (1…65535)"),
        ("redis://user:geheim", "what follows the host's ':' is no port (1…65535)"),
        ("redis://host/2", "a client uses database 0 only, not '2': leave out what follows the port"),
        ("redis://host?db=0", "what follows '?' or '#' means nothing here; in a password write %3F or %23"),
        (
            "redis://geheim@host",
            "what stands before '@' may be a user or a password: write user:password@ or :password@"
        ),
        ("redis://:ge/heim@host", "an '@' stands behind a '/'; in a password write %2F for '/'"),
        ("redis://:geheim%4@host", "the password has a '%' without two hexadecimal digits; write %25"),
        ("redis://:%FF@host", "the password is not UTF-8"),
        ("unix://", "it names no path of a socket"),
    ])
    func aMistakeIsSaidWithoutThePassword(_ url: String, _ message: String) {
        let error = #expect(throws: ConfigError.self) { try ClientURL(url) }
        #expect(error?.code == .invalid)
        #expect(error?.description == "this URL can't be a server's: \(message)")
        #expect(error?.description.contains("geheim") == false)
    }

    @Test(arguments: ["port=1", "ca=redis://x", "://x", "host:1", "", "käse://x"])
    func otherWordsAreNoURLs(_ word: String) { #expect(!ClientURL.isURL(word)) }
}

import GedisKit
import GedisRESP
import TestSupport
import Testing

@Suite struct RequestParserTests {
    @Test(arguments: [
        ("*1\r\n$4\r\nPING\r\n", [["PING"]]),
        ("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", [["ECHO", ""]]),
        ("*2\r\n$4\r\nECHO\r\n$12\r\nline\r\nbreak\r\r\n", [["ECHO", "line\r\nbreak\r"]]),
        ("*1\r\n$1\r\na\r\n*1\r\n$1\r\nb\r\n", [["a"], ["b"]]),
        ("*0\r\n*-1\r\n*1\r\n$1\r\na\r\n", [["a"]]),
        ("*11\r\n" + String(repeating: "$1\r\nx\r\n", count: 11), [Array(repeating: "x", count: 11)]),
        ("*2\r\n$1\r\na\r\n$012\r\nhello, world\r\n", [["a", "hello, world"]]),
        ("PING\r\n", [["PING"]]),
        ("PING\n\r\n\nECHO a  b \n", [["PING"], ["ECHO", "a", "b"]]),
        (#"set "a b" 'c\'d' "\x41\n""# + "\n", [["set", "a b", "c'd", "A\n"]]),
        ("echo \"\"\r\n", [["echo", ""]]),
        ("\"\"\r\n\"\" a\r\n", [[""], ["", "a"]]),
        ("*1\r\n$5\r\n👋!\r\n", [["👋!"]]),
    ])
    func requests(text: String, expected: [[String]]) throws {
        let bytes = Array(text.utf8)
        #expect(try Client.parse(bytes, cutAt: []) == expected)
        #expect(try Client.parse(bytes, cutAt: Array(bytes.indices)) == expected, "byte by byte")
        for cut in bytes.indices {
            #expect(try Client.parse(bytes, cutAt: [cut]) == expected, "cut at \(cut)")
        }
    }

    @Test(arguments: [
        ("*x\r\n", "invalid multibulk length"),
        ("*\r\n", "invalid multibulk length"),
        ("*1048577\r\n", "invalid multibulk length"),
        ("*2147483648\r\n", "invalid multibulk length"),
        ("*99999999999999999999999\r\n", "invalid multibulk length"),
        ("*1\r\n:1\r\n", "expected '$', got ':'"),
        ("*1\r\n*1\r\n", "expected '$', got '*'"),
        ("*1\r\n$-1\r\n", "invalid bulk length"),
        ("*1\r\n$-2147483649\r\n", "invalid bulk length"),
        ("*1\r\n$629145600\r\n", "invalid bulk length"),
        ("*1\r\n$4294967296\r\n", "invalid bulk length"),
        ("*1\r\n$1 \r\na\r\n", "invalid bulk length"),
        ("*1\r\n$1\r\nabc", "expected CR LF after a bulk string of 1 bytes"),
        ("echo \"open\n", "unbalanced quotes in request"),
        ("echo 'open\n", "unbalanced quotes in request"),
        ("echo \"a\"b\n", "unbalanced quotes in request"),
    ])
    func errors(text: String, reason: String) {
        let bytes = Array(text.utf8)
        for cuts in [[], Array(bytes.indices)] {
            let error = #expect(throws: RequestError.self) { try Client.parse(bytes, cutAt: cuts) }
            #expect(error?.reason == reason)
        }
    }

    @Test func endlessLinesAreRefused() {
        for (start, reason) in [
            ("*", "too big mbulk count string"), ("*1\r\n$", "too big bulk count string"),
            ("a", "too big inline request"),
        ] {
            let bytes = Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 64 * 1024)
            let error = #expect(throws: RequestError.self) { try Client.parse(bytes, cutAt: []) }
            #expect(error?.reason == reason)
        }
    }

    @Test func allPartsTogetherHaveALimit() throws {
        let part = "$10000\r\n" + String(repeating: "x", count: 10_000) + "\r\n"
        let text = "*5\r\n" + String(repeating: part, count: 5)
        var limits = RequestLimits.authenticated
        limits.maxRequestSize = 52_000
        #expect(try Client.parse(Array(text.utf8), cutAt: [], limits: limits).first?.count == 5)
        limits.maxRequestSize = 40_000
        for cuts in [[], Array(stride(from: 1, to: text.utf8.count, by: 100))] {
            let error = #expect(throws: RequestError.self) {
                try Client.parse(Array(text.utf8), cutAt: cuts, limits: limits)
            }
            #expect(error?.reason == "too big request")
        }
    }

    @Test func aRequestHasAtMostItsBytes() throws {
        let text =
            "*3\r\n$1\r\na\r\n$100\r\n" + String(repeating: "x", count: 100) + "\r\n$99\r\n"
            + String(repeating: "y", count: 99) + "\r\n"
        // Arguments of less than 100 bytes are not looked at, wherever they stand.
        let counted = text.utf8.count - 106
        var limits = RequestLimits(maxArguments: 3, maxRequestSize: counted)
        #expect(try Client.parse(Array(text.utf8), cutAt: [], limits: limits).first?.count == 3)
        limits.maxRequestSize = counted - 1
        let error = #expect(throws: RequestError.self) { try Client.parse(Array(text.utf8), cutAt: [], limits: limits) }
        #expect(error?.reason == "too big request")
    }

    /// An inline request's words lie in memory of the parser's own, which is not for the request behind it.
    @Test func aRequestThatNobodyAsksForLeavesNothingBehind() throws {
        var parser = RequestParser()
        var progress: RequestParser.Progress?
        let inline = Array("ping\r\n".utf8)
        let other = Array("*1\r\n$4\r\necho\r\n".utf8)
        #expect(try inline.withUnsafeBytes { try parser.parse($0, &progress, limits: .authenticated) } == 6)
        #expect(try other.withUnsafeBytes { try parser.parse($0, &progress, limits: .authenticated) } == 14)
        let words = other.withUnsafeBytes { parser.withArguments(in: $0) { Request(copying: $0).words } }
        #expect(words == ["echo"])
    }

    @Test func unauthenticatedClientsGetSmallLimits() throws {
        #expect(try Client.parse(Array("*10\r\n".utf8), cutAt: [], limits: .unauthenticated) == [])
        for (text, reason) in [
            ("*11\r\n", "unauthenticated multibulk length"), ("*1\r\n$16385\r\n", "unauthenticated bulk length"),
        ] {
            let error = #expect(throws: RequestError.self) {
                try Client.parse(Array(text.utf8), cutAt: [], limits: .unauthenticated)
            }
            #expect(error?.reason == reason)
        }
    }

    /// Whatever the bytes are, the same requests or the same error come out however they are cut.
    @Test(arguments: 0..<200)
    func cutsChangeNothing(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let pieces = [
            "*1\r\n", "*2\r\n", "*3\r\n$3\r\n", "$1\r\na\r\n", "$4\r\nPING\r\n", "\r\n", "abc", "\"x y\" ", "'",
            "$-1\r\n",
            "*-1\r\n", "\n", "*12\r\n", "$10\r\n0123456789\r\n", "\0", "é", "*",
        ]
        let bytes = (0..<Int.random(in: 1...8, using: &random)).flatMap { _ in
            Array((pieces.randomElement(using: &random) ?? "").utf8)
        }
        let cuts = bytes.indices.filter { _ in Bool.random(using: &random) }
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        #expect(Self.outcome(bytes, cuts) == Self.outcome(bytes, []), "\(text) cut at \(cuts)")
    }

    private static func outcome(_ bytes: [UInt8], _ cuts: [Int]) -> Result<[[String]], RequestError>? {
        do {
            return .success(try Client.parse(bytes, cutAt: cuts))
        } catch {
            return (error as? RequestError).map { .failure($0) }
        }
    }
}

/// What a connection does with the parser.
private enum Client {
    static func parse(
        _ bytes: [UInt8], cutAt cuts: [Int], limits: RequestLimits = .authenticated
    ) throws -> [[String]] {
        var parser = RequestParser()
        var progress: RequestParser.Progress?
        var requests: [[String]] = []
        var start = 0
        for end in cuts + [bytes.count] {
            while start < end {
                // The parser must look only at what has arrived, so it is given memory of exactly that size.
                let arrived = Array(bytes[start..<end])
                let length = try arrived.withUnsafeBytes { bytes in
                    let length = try parser.parse(bytes, &progress, limits: limits)
                    if length != nil, parser.partCount > 0 {
                        requests.append(parser.withArguments(in: bytes) { Request(copying: $0).words })
                    }
                    return length
                }
                guard let length else { break }
                start += length
            }
        }
        return requests
    }
}

extension RequestLimits {
    /// What a client may send that has said who it is, in a server's defaults.
    fileprivate static let authenticated = RequestLimits(maxArguments: 1 << 20, maxRequestSize: 512 << 20)
}

extension Request {
    fileprivate var words: [String] { indices.map(text(at:)) }
}

import GedisKit
import GedisNamespaces
import TestSupport
import Testing

/// Types that glue reads and writes itself answer as those that `Codable` reads and writes.
@Suite(.takesTurns) struct PlainTypeTests {
    /// Each type twice: with `CodingKeys`, it is left to `Codable`.
    private static let source = """
        import GedisKit

        struct Twice {
            enum Size: String, Codable { case small = "S", large = "L" }
            enum Level: Int, Codable { case low, high = 5 }
            enum Share: Double, Codable { case half = 0.5 }
            struct Part: Codable { var sizes: [Size] = [], level: Level? }
            struct Odd: Codable { var share: Share, shares: [Share?] }
            struct Plain: Codable, Hashable {
                let text: String, number: Int
                var byte: UInt8, big: UInt64
                var real: Double, single: Float, `in`: Bool?
                var part: Part?, parts: [Part]
                var map: [String: [Double?]]?
                var set: Set<Int> = []
                static let unit = 1
                var half: Int { number / 2 }
                static func == (a: Self, b: Self) -> Bool { a.text == b.text }
                func hash(into hasher: inout Hasher) { hasher.combine(text) }
            }
            struct Coded: Codable {
                let text: String, number: Int
                var byte: UInt8, big: UInt64
                var real: Double, single: Float, `in`: Bool?
                var part: Part?, parts: [Part]
                var map: [String: [Double?]]?
                var set: Set<Int> = []
                enum CodingKeys: CodingKey { case text, number, byte, big, real, single, `in`, part, parts, map, set }
            }
            struct Tree: Codable { var children: [Tree] }
            struct Nothing: Codable {}

            func plain(_ value: Plain) -> Plain { value }
            func coded(_ value: Coded) -> Coded { value }
            func plains(_ value: Plain...) -> [Plain] { value }
            func codeds(_ value: Coded...) -> [Coded] { value }
            func maybePlain(_ value: Plain? = nil) -> Plain? { value }
            func maybeCoded(_ value: Coded? = nil) -> Coded? { value }
            func later(_ value: Plain) async -> [String: Plain] { ["a": value] }
            func tree(_ tree: Tree) -> Tree { tree }
            func odd(_ value: Odd) -> Odd { value }
            func nothing(_ value: Nothing) -> Nothing { value }
        }
        """

    private static let built = Task { try await build("twice.swift", source) }

    private func twice() async throws -> Namespace {
        try await Self.built.value.load(in: Namespace.Environment(name: "twice"))
    }

    private static let text =
        #"{"text":"a","number":-5,"byte":255,"big":18446744073709551615,"real":12.25,"single":0.1,"in":false,"#
        + #""part":{"sizes":["S","L"],"level":5},"parts":[{"sizes":[]}],"map":{"k":[1,null,1e3]},"set":[7]}"#

    /// The text, and what becomes of it when members, values and bytes are others.
    private static let texts: [String] = {
        let members = text.dropFirst().dropLast().split(separator: /,(?="[a-z]+":)(?!"level)/).map(String.init)
        var texts = [text, "", "{}", "[]", "null", "7", "\"x\"", " \(text)\n", text + ",", String(text.dropLast())]
        for (index, member) in members.enumerated() {
            let name = member.prefix { $0 != ":" }
            for other in [
                nil, member + "," + member, "\(member),\"more\":[{}]", "\(name) :null", "\(name):7", "\(name):-7",
                "\(name):1e0",
                "\(name):256", "\(name):99999999999999999999", "\(name):1.5", "\(name):\"é\\n\"", "\(name):\"M\"",
                "\(name):[]",
                "\(name):{}", "\(name):[null]", "\(name):{\"sizes\":[\"M\"],\"level\":6}", "\(name):{\"level\":null}",
                "\(name):[{\"sizes\":[\"S\",7]}]", "\(name):{\"a\":[1],\"a\":[\"x\"]}", "\(name):true", "\(name):tru",
            ] {
                var changed = members
                changed[index] = other ?? ""
                texts.append("{\(changed.filter { !$0.isEmpty }.joined(separator: ","))}")
            }
        }
        texts.append("{\(members.reversed().joined(separator: " ,\t"))}")
        return texts
    }()

    @Test func bothWaysAnswerTheSame() async throws {
        let twice = try await twice()
        for text in Self.texts {
            for version in [ReplyWriter.Version.resp2, .resp3] {
                let plain = await twice.call("plain", text, version: version)
                #expect(plain == (await twice.call("coded", text, version: version)), "\(text)")
            }
            for arguments in [[text], [Self.text, text]] {
                let plains = await twice.call("plains", arguments)
                #expect(plains == (await twice.call("codeds", arguments)), "\(text)")
            }
            let maybe = await twice.call("maybePlain", text)
            #expect(maybe == (await twice.call("maybeCoded", text)), "\(text)")
        }
        #expect(await twice.call("plain", Self.text).hasPrefix("%11|$4|text|$1|a|$6|number|:-5|$4|byte|:255|"))
        #expect(await twice.call("later", Self.text).hasPrefix("%1|$1|a|%11|$4|text"))
        #expect(await twice.call("maybePlain") == "_")
        #expect(await twice.call("tree", #"{"children":[{"children":[]}]}"#) == "%1|$8|children|*1|%1|$8|children|*0")
        #expect(await twice.call("odd", #"{"share":0.5,"shares":[null]}"#) == "%2|$5|share|,0.5|$6|shares|*1|_")
        #expect(await twice.call("nothing", "{}") == "%0")
        #expect(await twice.call("nothing", #"{"a":1}"#) == "%0")
        let deep = String(repeating: #"{"children":["#, count: 100_000)
        #expect(await twice.call("tree", deep).hasPrefix("argument 1 'tree' must be JSON"))
    }

    @Test func glueReadsAndWritesThem() async throws {
        let glue = try #require(await Self.built.value.glue)
        #expect(
            glue.contains(
                """

                extension Twice.Part: GedisKit.PlainRecord {
                    public static func gedisRead(_ json: inout GedisKit.PlainJSON) -> Twice.Part? {
                        var value0: [Twice.Size]?
                        var value1: Twice.Level??
                        json.beginObject()
                        while json.hasMembers() {
                            json.member("sizes", &value0)
                            json.member("level", &value1)
                        }
                        guard !json.hasFailed, let value0 else { return nil }
                        return Twice.Part(sizes: value0, level: value1 ?? nil)
                    }
                }

                extension Twice.Part: GedisKit.Reply {
                    public func write(to reply: inout GedisKit.ReplyWriter) {
                        reply.map(count: 1 + (self.level == nil ? 0 : 1))
                        reply.constant("$5\\r\\nsizes\\r\\n")
                        self.sizes.write(to: &reply)
                        if let value = self.level {
                            reply.constant("$5\\r\\nlevel\\r\\n")
                            value.write(to: &reply)
                        }
                    }
                }

                """))
        #expect(glue.contains("extension Twice.Level: GedisKit.PlainValue, GedisKit.Reply {}\n"))
        #expect(glue.contains("extension Twice.Plain: GedisKit.PlainRecord {\n"))
        #expect(!glue.contains("extension Twice.Coded"))
    }

    /// Types of which something is the author's own are left to `Codable`.
    @Test func othersAreNotTouched() async throws {
        let source = """
            import GedisKit

            protocol Marked: Decodable {}
            extension Marked { init(from decoder: any Decoder) throws { throw CommandError("marked") } }
            @propertyWrapper struct Clamped: Codable {
                var wrappedValue: Int
                init(wrappedValue: Int) { self.wrappedValue = min(wrappedValue, 9) }
                init(from decoder: any Decoder) throws {
                    self.init(wrappedValue: try decoder.singleValueContainer().decode(Int.self))
                }
            }
            struct Others {
                struct Hidden: Codable { var a: Int; private var b = 2; init() { a = 1 } }
                struct Secret: Codable { var a: Int; private var b: Int }
                struct Fixed: Codable { var a: Int; let kind = "fixed" }
                struct Watched: Codable { var a: Int { didSet {} } }
                struct Late: Codable { var a: Int; lazy var b = 1 }
                struct Made: Codable {
                    var a: Int
                    init(a: Int) { self.a = a + 1 }
                }
                struct Decoded: Decodable {
                    var a: Int
                    init(from decoder: any Decoder) throws { a = 7 }
                }
                struct Encoded: Codable {
                    var a: Int
                    func encode(to encoder: any Encoder) throws {
                        var container = encoder.singleValueContainer()
                        try container.encode(a)
                    }
                }
                struct Bytes: Codable { var a: [UInt8] }
                struct Numbers: Codable { var a: [Int: String] }
                struct Wrapped: Codable { @Clamped var a: Int }
                struct Outer: Codable { var inner: Fixed }
                struct Marks: Marked { var a: Int }
                struct Own: Codable, Reply {
                    var a: Int
                    func write(to writer: inout ReplyWriter) { writer.integer(a) }
                }
                enum Odd: String, Codable {
                    case a
                    init(from decoder: any Decoder) throws { self = .a }
                }
                struct HasOdd: Codable { var a: Odd }

                func hidden(_ value: Hidden) -> Hidden { value }
                func secret(_ value: Secret) -> Secret { value }
                func fixed(_ value: Fixed) -> Fixed { value }
                func watched(_ value: Watched) -> Watched { value }
                func late(_ value: Late) -> Int { value.a }
                func made(_ value: Made) -> Made { value }
                func decoded(_ value: Decoded) -> Int { value.a }
                func encoded(_ value: Encoded) -> Encoded { value }
                func bytes(_ value: Bytes) -> Bytes { value }
                func numbers(_ value: Numbers) -> Numbers { value }
                func wrapped(_ value: Wrapped) -> Wrapped { value }
                func outer(_ value: Outer) -> Outer { value }
                func marks(_ value: Marks) -> Int { value.a }
                func own(_ value: Own) -> Own { value }
                func odd(_ value: HasOdd) -> HasOdd { value }
            }
            """
        let built = try await build("others.swift", source)
        #expect(built.glue?.contains("PlainRecord") == false)
        let others = try built.load(in: Namespace.Environment(name: "others"))
        for (command, text, reply) in [
            ("hidden", #"{"a":1,"b":3}"#, "%2|$1|a|:1|$1|b|:3"), ("secret", #"{"a":1,"b":3}"#, "%2|$1|a|:1|$1|b|:3"),
            ("fixed", #"{"a":1,"kind":"x"}"#, "%2|$1|a|:1|$4|kind|$5|fixed"), ("watched", #"{"a":1}"#, "%1|$1|a|:1"),
            ("made", #"{"a":1}"#, "%1|$1|a|:1"), ("decoded", "{}", ":7"), ("encoded", #"{"a":1}"#, ":1"),
            ("bytes", #"{"a":"AP8="}"#, "%1|$1|a|$2|\0\u{FFFD}"),
            ("bytes", #"{"a":[1]}"#, "argument 1 'value' a must be bytes in base64, got [1]"),
            ("numbers", #"{"a":{"1":"x"}}"#, "%1|$1|a|%1|$1|1|$1|x"),
            ("wrapped", #"{"a":11}"#, "%1|$1|a|%1|$12|wrappedValue|:9"),
            ("outer", #"{"inner":{"a":1}}"#, "%1|$5|inner|%2|$1|a|:1|$4|kind|$5|fixed"),
            ("marks", #"{"a":1}"#, "argument 1 'value' is refused: marked"), ("own", #"{"a":1}"#, ":1"),
            ("odd", #"{"a":"z"}"#, "%1|$1|a|$1|a"),
        ] {
            #expect(await others.call(command, text) == reply, "\(command)")
        }
    }
}

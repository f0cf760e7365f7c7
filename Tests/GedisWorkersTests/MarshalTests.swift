import GedisKit
import TestSupport
import Testing

@testable import GedisWorkers

/// Python's `marshal`, read and written as Python does.
@Suite struct MarshalTests {
    private static let values: Value = .array([
        .null, .boolean(true), .boolean(false), .integer(0), .integer(-1), .integer(1 << 31), .integer(.max),
        .integer(.min), .double(1.5), .double(-0.25), .simple("é\u{1F600}"), .bulk([0, 255, 48]), .array([]),
        .map([Value.Entry(.simple("a"), .array([.integer(1)])), Value.Entry(.simple("b"), .map([]))]),
    ])

    @Test func pythonReadsWhatIsWritten() async throws {
        var writer = MarshalWriter()
        writer.value(Self.values)
        let printed = try await Self.python(
            "import marshal; print(ascii(marshal.loads(bytes.fromhex(sys.argv[1]))))", writer.bytes)
        #expect(
            printed
                == #"[None, True, False, 0, -1, 2147483648, 9223372036854775807, -9223372036854775808, 1.5, -0.25, "#
                + #"'\xe9\U0001f600', b'\x00\xff0', [], {'a': [1], 'b': {}}]"#)
    }

    @Test func whatPythonWritesIsRead() async throws {
        var writer = MarshalWriter()
        writer.value(Self.values)
        let again = try await Self.python(
            "import marshal; print(marshal.dumps(marshal.loads(bytes.fromhex(sys.argv[1])), 2).hex())", writer.bytes)
        #expect(try Self.value(Self.bytes(again)) == Self.values)

        let text = "import marshal; print(marshal.dumps((2**70, -10**30, {1}, (1, 'x'), '\\ud800'), 2).hex())"
        guard case .array(let values) = try Self.value(Self.bytes(try await Self.python(text, []))) else {
            throw TestFailure("no list")
        }
        #expect(values[0] == .bigNumber("1180591620717411303424"))
        #expect(values[1] == .bigNumber("-1000000000000000000000000000000"))
        #expect(values[2] == .set([.integer(1)]))
        #expect(values[3] == .array([.integer(1), .simple("x")]))
    }

    @Test func aReplyIsWrittenAsTheValueItSays() async throws {
        let text = """
            import marshal
            print(marshal.dumps([None, True, 7, 2**40, 2**80, 2.5, b'x', 'y', {'a': {'b': [1]}}, {3}], 2).hex())
            """
        let bytes = try Self.bytes(try await Self.python(text, []))
        for version in [ReplyWriter.Version.resp2, .resp3] {
            var direct = ReplyWriter(version: version)
            try bytes.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                try reader.reply(to: &direct)
                #expect(reader.isAtEnd)
            }
            var other = ReplyWriter(version: version)
            try Self.value(bytes).write(to: &other)
            // Text is a bulk string of a reply, and a status of a value.
            let expected = other.withBytes { String(decoding: $0, as: UTF8.self) }
                .replacing("+y\r\n", with: "$1\r\ny\r\n").replacing("+a\r\n", with: "$1\r\na\r\n")
                .replacing("+b\r\n", with: "$1\r\nb\r\n")
            #expect(direct.withBytes { String(decoding: $0, as: UTF8.self) } == expected)
        }
    }

    @Test(
        arguments: [
            [], [0x69], [0x69, 1, 2], [0x5B, 0xFF, 0xFF, 0xFF, 0x7F], [0x5B, 0xFF, 0xFF, 0xFF, 0xFF], [0x7B],
            [0x73, 9, 0, 0, 0, 1], [0x6C, 0xFF, 0xFF, 0xFF, 0x7F], [0x6C, 1, 0, 0, 0, 0xFF, 0xFF], [0x30], [0x63],
            [0x6C, 0, 0, 0, 0x80], [0x7B, 0x30, 0x30],
        ] as [[UInt8]])
    func whatIsNoneIsRefused(_ bytes: [UInt8]) {
        if bytes == [0x7B, 0x30, 0x30] { return #expect((try? Self.value(bytes)) == .map([])) }
        #expect(throws: MarshalError.self) { try Self.value(bytes) }
    }

    @Test func aNumberOfTooManyDigitsIsPassedOverButNotRead() async throws {
        let bytes = try Self.bytes(try await Self.python("import marshal; print(marshal.dumps(10**6000, 2).hex())", []))
        try bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            try reader.skip()
            #expect(reader.isAtEnd)
        }
        #expect(throws: MarshalError.self) { try Self.value(bytes) }
    }

    @Test func valuesThatLieTooDeepAreRefused() {
        let list: [UInt8] = [0x5B, 1, 0, 0, 0]
        let bytes: [UInt8] = (0..<100_000).flatMap { _ in list } + [0x4E]
        #expect(throws: MarshalError.self) { try Self.value(bytes) }
        #expect(throws: MarshalError.self) {
            try bytes.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                try reader.skip()
            }
        }
    }

    /// Pieces of which messages are made, put together at random: nothing crashes, and the ways to read agree.
    @Test(arguments: 0..<4 as Range<UInt64>) func noBytesAreTrusted(seed: UInt64) throws {
        let pieces: [[UInt8]] =
            [
                [0x5B, 1, 0, 0, 0], [0x5B, 3, 0, 0, 0], [0x28, 2, 0, 0, 0], [0x69, 0, 0, 0, 0], [0x69, 1, 0, 0, 0],
                [0x69, 4, 0, 0, 0], [0x69, 5, 0, 0, 0], [0x4E], [0x54], [0x30], [0x7B], [0x75, 1, 0, 0, 0, 0x61],
                [0x73, 0, 0, 0, 0], [0x6C, 2, 0, 0, 0, 1, 0, 1, 0], [0x3C, 1, 0, 0, 0], [0x67, 0, 0, 0, 0, 0, 0, 0, 0],
            ]
        var random = SplitMix(seed: seed)
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...10, using: &random) { bytes += pieces.randomElement(using: &random) ?? [] }
            if Int.random(in: 0..<3, using: &random) == 0, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let value = try? Self.value(bytes)
            var writer = ReplyWriter(version: .resp3)
            let (skipped, replied) = bytes.withUnsafeBytes { bytes in
                var one = MarshalReader(bytes)
                var other = MarshalReader(bytes)
                return (
                    (try? one.skip()).map { one.offset }, (try? other.reply(to: &writer)).map { other.offset }
                )
            }
            #expect((value == nil) == (skipped == nil))
            #expect(skipped == replied)
            _ = try? WorkerMessage.read(bytes[...])
            if let value { _ = try? WorkerManifest(value) }
        }
    }

    @Test func framesComeOutHoweverTheBytesAreCut() throws {
        let bytes: [UInt8] = [5, 0, 0, 0, 0x5B, 0, 0, 0, 0, 1, 0, 0, 0, 0x4E, 0, 0, 0, 0]
        for size in 1...bytes.count {
            var buffer = FrameBuffer()
            var frames: [[UInt8]] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { buffer.append($0) }
                while let frame = try buffer.next() { frames.append(Array(frame)) }
            }
            #expect(frames == [[0x5B, 0, 0, 0, 0], [0x4E], []])
        }
        var buffer = FrameBuffer()
        ([0xFF, 0xFF, 0xFF, 0xFF] as [UInt8]).withUnsafeBytes { buffer.append($0) }
        #expect(throws: MarshalError.self) { try buffer.next() }
    }

    private static func value(_ bytes: [UInt8]) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            var reader = MarshalReader(bytes)
            return try reader.value()
        }
    }

    private static func python(_ program: String, _ bytes: [UInt8]) async throws -> String {
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let outcome = try await TestProgram.run("python3", "-c", "import sys\n" + program, hex)
        try #require(outcome.code == 0, "\(outcome.errors)")
        return String(outcome.output.dropLast())
    }

    private static func bytes(_ hex: String) throws -> [UInt8] {
        let digits = Array(hex)
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }
}

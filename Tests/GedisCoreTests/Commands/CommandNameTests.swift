import Testing

@testable import GedisCore

/// Names are compared eight bytes at a time, so what matters is each length and each place.
@Suite struct CommandNameTests {
    private func matches(_ name: String, _ written: [UInt8]) -> Bool {
        written.withUnsafeBytes { CommandName(name).matches($0) }
    }

    /// A byte, and where it is a letter the same in the other case.
    private static func inEitherCase(_ byte: UInt8) -> Set<UInt8> {
        let text = String(decoding: [byte], as: UTF8.self)
        return Set(text.lowercased().utf8).union(text.uppercased().utf8)
    }

    private static let text = Array("system.get|Name_with.many-1234.letters@`[{".utf8)

    @Test(arguments: 1...text.count)
    func lettersMatchInEitherCase(count: Int) {
        let name = String(decoding: Self.text.prefix(count), as: UTF8.self)
        #expect(matches(name, Array(name.utf8)))
        #expect(matches(name, Array(name.uppercased().utf8)))
        #expect(matches(name.uppercased(), Array(name.lowercased().utf8)))
        #expect(CommandName(name) == CommandName(name.uppercased()))
        #expect(CommandName(name).hash == Array(name.uppercased().utf8).withUnsafeBytes { CommandName.hash($0) })
    }

    @Test(arguments: 1...text.count)
    func anyOtherByteInAnyPlaceDoesNot(count: Int) {
        let name = Array(Self.text.prefix(count))
        let text = String(decoding: name, as: UTF8.self)
        for place in name.indices {
            let same = Self.inEitherCase(name[place])
            // One expectation a place: there are 230,000 bytes.
            let wrong = (UInt8.min...UInt8.max).filter { byte in
                var written = name
                written[place] = byte
                return matches(text, written) != same.contains(byte)
            }
            #expect(wrong.isEmpty, "in place \(place) of \(text)")
        }
        #expect(!matches(text, Array(name.dropLast())))
        #expect(!matches(text, name + [0]))
    }
}

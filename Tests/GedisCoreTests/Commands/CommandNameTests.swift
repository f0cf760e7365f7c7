import Testing

@testable import GedisCore

/// Names are compared eight bytes at a time, so what matters is each length and each place.
@Suite struct CommandNameTests {
    private func matches(_ name: String, _ written: [UInt8]) -> Bool {
        written.withUnsafeBytes { CommandName(name).matches($0) }
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
            for byte in UInt8.min...UInt8.max {
                var written = name
                written[place] = byte
                let isSame =
                    String(decoding: [byte], as: UTF8.self).lowercased()
                    == String(decoding: [name[place]], as: UTF8.self).lowercased()
                #expect(matches(text, written) == isSame, "\(byte) in place \(place) of \(text)")
            }
        }
        #expect(!matches(text, Array(name.dropLast())))
        #expect(!matches(text, name + [0]))
    }
}

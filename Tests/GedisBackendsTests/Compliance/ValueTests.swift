import GedisKit
import TestSupport
import Testing

@Suite(.takesTurns) struct ValueTests {
    @Test(arguments: Subject.all)
    func everyScalarComesBack(_ subject: Subject) async throws {
        let scalars: [Scalar] = [
            .string(""), .string("text"), .string("line\nbreak \u{0} \"quotes\" \\ é ☃ 😀"),
            .bytes(Array("text".utf8)), .bytes([]), .bytes([0, 0xFF, 0x80, 0x0D, 0x0A]),
            .integer(0), .integer(-1), .integer(1 << 53), .integer(.max), .integer(.min),
            .double(0.5), .double(-1e300), .double(.leastNonzeroMagnitude), .double(3), .double(.infinity),
            .boolean(true), .boolean(false),
        ]
        try await subject.withBackend { backend in
            for (index, scalar) in scalars.enumerated() {
                if let expected = subject.comesBack(scalar) {
                    try await backend.put("values", ["v\(index)": scalar])
                    #expect(try await backend.get("values", "v\(index)") == expected)
                    #expect(try await backend.get("values")["v\(index)"] == expected)
                } else {
                    let error = await #expect(throws: BackendError.self) {
                        try await backend.put("values", ["v\(index)": scalar])
                    }
                    #expect(error?.reason == .refused)
                    #expect(try await backend.get("values", "v\(index)") == nil)
                }
            }
        }
    }

    @Test(arguments: Subject.all)
    func aPutReplacesTheValueAndItsType(_ subject: Subject) async throws {
        try await subject.withBackend { backend in
            for scalar in [Scalar.string("a"), .integer(7), .boolean(true), .string("b")] {
                try await backend.put("values", ["key": scalar])
                #expect(try await backend.get("values", "key") == scalar)
            }
        }
    }

    @Test(arguments: Subject.all)
    func aMegabyteComesBack(_ subject: Subject) async throws {
        let text = String(repeating: "0123456789abcdef", count: 1 << 16)
        try await subject.withBackend { backend in
            try await backend.put("values", ["big": text])
            #expect(try await backend.get("values", "big") == .string(text))
        }
    }
}

import Subprocess
import TestSupport
import Testing

/// The program of `Examples/Embedding`.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct EmbeddingTests {
    @Test func aProgramServesFunctionsOfItsOwn() async throws {
        try await withScratch { scratch in
            let port = try freePort()
            try await scratch.beside(
                Tool.built("EmbeddingExample"), ["\(port)"], ready: "listening on 127.0.0.1:\(port)"
            ) { signal in
                let connection = try RawConnection(port: port)
                #expect(try connection.call("room.heat", "21.5") == "+OK\r\n")
                #expect(try connection.call("room.temperature") == bulk("21.5"))
                #expect(
                    try connection.call("room.heat", "99") == "-ERR 99.0 is no temperature for a room\r\n")
                try signal(.terminate)
                #expect(try connection.rest() == "")
            }
        }
    }
}

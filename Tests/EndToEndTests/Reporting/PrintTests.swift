import TestSupport
import Testing

/// What namespaces print.
@Suite(.takesTurns, .timeLimit(.minutes(5))) struct PrintTests {
    @Test func itShowsInTheLogAtOnceAndIsNotLostInACrash() async throws {
        try await withScratch { scratch in
            let server = try await scratch.startLasting()
            try await scratch.add(
                """
                import GedisKit

                struct Say {
                    func it(_ text: String) { print("said", text) }

                    func die(_ numbers: Int...) -> Int {
                        print("last words")
                        return numbers[0]
                    }
                }

                """, as: "say")
            #expect(try RawConnection(port: server.port).call("say.it", "hello") == "+OK\r\n")
            #expect(try await scratch.log().contains("said hello"))
            try await scratch.crash(server, "say.die")
            #expect(try await scratch.log().contains("last words"))
        }
    }
}

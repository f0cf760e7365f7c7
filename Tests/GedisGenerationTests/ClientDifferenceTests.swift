import Testing

@testable import GedisGeneration

@Suite struct ClientDifferenceTests {
    @Test func itSaysWhichLinesDiffer() {
        let difference = ClientDifference(from: "a\nb\nc\n", to: "a\nB\n\nc\n")
        #expect(difference.lines == ["-2 b", "+2 B", "+3 "])
        #expect("\(difference)" == "-2 b\n+2 B")
        #expect(ClientDifference(from: "a\n", to: "a\n").isEmpty)
    }

    @Test func itDoesNotGoOnForever() {
        let difference = ClientDifference(
            from: "", to: (1...100).map { "line \($0)" }.joined(separator: "\n"))
        #expect("\(difference)".split(separator: "\n").count == 41)
        #expect("\(difference)".hasSuffix("… and 60 lines more"))
    }
}

import Testing

@testable import GedisShell

@Suite struct InputLinesTests {
    private func lines(of text: String) -> [String] {
        let input = TypedInput()
        input.type(text)
        input.end()
        var lines = InputLines(descriptor: input.descriptor)
        var all: [String] = []
        while let line = lines.line() { all.append(String(decoding: line, as: UTF8.self)) }
        return all
    }

    @Test func linesEndWithOrWithoutALinesEnd() {
        #expect(lines(of: "") == [])
        #expect(lines(of: "a") == ["a"])
        #expect(lines(of: "a\n") == ["a"])
        #expect(lines(of: "a\n\nb") == ["a", "", "b"])
        #expect(lines(of: String(repeating: "x", count: 60_000)).map(\.count) == [60_000])
    }
}

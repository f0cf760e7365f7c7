import Testing

@testable import GedisHost

@Suite struct LogTailTests {
    private func tail(_ text: String, _ lines: Int) -> String {
        let bytes = Array(text.utf8)
        let start = LogTail.start(ofLast: lines, size: bytes.count) { Array(bytes[$0]) }
        return String(decoding: bytes[start...], as: UTF8.self)
    }

    @Test func theLastLinesAreFound() {
        #expect(tail("a\nb\nc\n", 2) == "b\nc\n")
        #expect(tail("a\nb\nc", 2) == "b\nc")
        #expect(tail("a\n\n\n", 2) == "\n\n")
        #expect(tail("a\nb\n", 2) == "a\nb\n")
        #expect(tail("a\nb\n", 9) == "a\nb\n")
        #expect(tail("a\nb\n", 0) == "")
        #expect(tail("", 3) == "" && tail("\n", 3) == "\n")
    }

    @Test(arguments: [65535, 65536, 65537, 200_000])
    func linesThatAreLongerThanAPartAreWhole(length: Int) {
        let line = String(repeating: "x", count: length) + "\n"
        #expect(tail("first\n" + line, 1) == line)
        #expect(tail("first\n" + line + line, 2) == line + line)
    }

    @Test func onlyTheEndOfALargeFileIsRead() {
        var count = 0
        let size = 1 << 40
        let start = LogTail.start(ofLast: 100, size: size) { range in
            count += range.count
            return [UInt8](repeating: UInt8(ascii: "\n"), count: range.count)
        }
        #expect(start == size - 100 && count <= 1 << 16)
    }
}

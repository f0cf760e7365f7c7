import Glibc
import Testing

@testable import GedisShell

@Suite struct LineDrawingTests {
    init() { setlocale(LC_CTYPE, "C.UTF-8") }

    @Test func wordsStandInColumnsOneAfterTheOtherDownEach() {
        #expect(LineDrawing.table(of: ["a", "bb", "c", "d", "e"], columns: 8) == "a   d\nbb  e\nc")
        #expect(LineDrawing.table(of: ["a", "bb", "c"], columns: 80) == "a   bb  c")
        #expect(LineDrawing.table(of: ["long", "longer"], columns: 3) == "long\nlonger")
        #expect(LineDrawing.table(of: ["日本", "x"], columns: 12) == "日本  x")
    }

    @Test func theCursorGoesOnInTheNextLineOfTheTerminal() {
        func position(_ text: String) -> [Int] {
            let (row, column) = LineDrawing.position(after: text, 10)
            return [row, column]
        }
        #expect(position("") == [0, 0])
        #expect(position("123456789") == [0, 9])
        #expect(position("1234567890") == [1, 0])
        // A wide character is not cut in two.
        #expect(position("123456789日") == [1, 2])
        // A control character is drawn as two.
        #expect(position("\u{1}") == [0, 2])
    }
}

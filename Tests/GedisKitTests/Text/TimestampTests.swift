import GedisKit
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"),
        (1_767_225_599, "2025-12-31T23:59:59Z"), (1_769_860_800, "2026-01-31T12:00:00Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"),
    ])
    func secondsAreWrittenAsRFC3339HasThem(_ seconds: Int, _ text: String) {
        #expect(Timestamp(seconds: seconds).description == text)
        #expect(Timestamp(seconds: seconds).date == String(text.prefix(10)))
    }

    @Test func millisecondsAreWrittenWhereTheyAreKnown() {
        #expect(Timestamp(seconds: 0, milliseconds: 7).description == "1970-01-01T00:00:00.007Z")
        #expect(Timestamp(seconds: 0, milliseconds: 0).description == "1970-01-01T00:00:00.000Z")
    }
}

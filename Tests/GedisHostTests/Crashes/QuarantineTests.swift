import Glibc
import TestSupport
import Testing

@testable import GedisHost

@Suite struct QuarantineTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    private var file: String { scratch.path("quarantine.json") }

    private func crashes(_ times: Int..., subject: String = "calc.div") -> [CrashRecord] {
        times.map { CrashRecord(time: $0, signal: SIGILL, subjects: [subject]) }
    }

    @Test func threeCrashesWithinAMinuteAreTooMany() {
        var quarantine = Quarantine(file: file)
        #expect(quarantine.add(crashes(100, 101)).isEmpty)
        #expect(quarantine.entry(of: "calc", library: "one") == nil)
        #expect(quarantine.add(crashes(150)).map(\.subject) == ["calc.div"])
        #expect(quarantine.entry(of: "calc", library: "one") != nil)
        #expect(quarantine.entry(of: "shop", library: "one") == nil)
    }

    @Test func crashesThatLieApartOrBelongToSeveralNamespacesAreNot() {
        var quarantine = Quarantine(file: file)
        #expect(quarantine.add(crashes(100, 140, 170)).isEmpty)
        #expect(quarantine.add(crashes(171, subject: "shop.order") + crashes(172, subject: "one.a")).isEmpty)
        let shared = CrashRecord(time: 173, signal: SIGILL, subjects: ["calc.div", "shop.order"])
        #expect(quarantine.add([shared]).isEmpty)
        #expect(quarantine.add([]).isEmpty)
    }

    @Test func itLastsFromOneStartToTheNextUntilTheLibraryIsAnother() {
        var first = Quarantine(file: file)
        _ = first.add(crashes(100, 101, 102))
        #expect(first.entry(of: "calc", library: "one") != nil)
        var second = Quarantine(file: file)
        #expect(second.entry(of: "calc", library: "one") != nil)
        #expect(second.entry(of: "calc", library: "two") == nil)
        var third = Quarantine(file: file)
        #expect(third.entry(of: "calc", library: "one") == nil)
    }

    @Test func whatCrashedWhileItWasLoadedIsThatLibraryAndNoOther() {
        var quarantine = Quarantine(file: file)
        let crashes = [100, 101, 102].map {
            CrashRecord(time: $0, signal: SIGILL, subjects: ["calc"], library: "new")
        }
        #expect(quarantine.add(crashes).map(\.isOfLoading) == [true])
        #expect(quarantine.entry(ofOld: "calc", library: "old") == nil)
        #expect(quarantine.entry(of: "calc", library: "new") != nil)
        #expect(quarantine.entry(of: "calc", library: "old") == nil)
    }

    @Test func itIsLiftedForAll() {
        var quarantine = Quarantine(file: file)
        _ = quarantine.add(crashes(100, 101, 102))
        quarantine.lift()
        #expect(quarantine.entry(of: "calc", library: "one") == nil)
        var next = Quarantine(file: file)
        #expect(next.entry(of: "calc", library: "one") == nil)
    }

    @Test func aFileThatCannotBeReadCountsAsNone() throws {
        try scratch.write("{", to: "quarantine.json")
        var quarantine = Quarantine(file: file)
        #expect(quarantine.entry(of: "calc", library: "one") == nil)
        #expect(quarantine.add(crashes(100, 101, 102)).count == 1)
    }
}

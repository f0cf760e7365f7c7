import Glibc
import TestSupport
import Testing

@testable import GedisHost

@Suite struct CrashRecordTests {
    let scratch: HostScratch

    init() throws { scratch = try HostScratch() }

    private func write(_ signal: Int32, _ subjects: String...) throws {
        let file = open(scratch.path("crashes"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        CrashRecord.write(signal: signal, to: file) { put in
            for subject in subjects { put(subject) }
        }
    }

    @Test func whatAHandlerWritesIsReadOnce() throws {
        try write(SIGILL, "calc.div")
        try write(SIGSEGV, "b.two", "a.one", "a.one")
        try write(SIGABRT)
        let crashes = CrashRecord.take(from: scratch.path("crashes"))
        #expect(crashes.map(\.signal) == [SIGILL, SIGSEGV, SIGABRT])
        #expect(crashes.map(\.subjects) == [["calc.div"], ["a.one", "b.two"], []])
        #expect(abs(time(nil) - crashes[0].time) < 60)
        #expect(CrashRecord.take(from: scratch.path("crashes")).isEmpty)
    }

    @Test func aNameThatHasNoRoomIsLeftOutWhole() throws {
        try write(SIGILL, String(repeating: "x", count: 600), "calc.div")
        #expect(CrashRecord.take(from: scratch.path("crashes")).map(\.subjects) == [["calc.div"]])
    }

    @Test func aNamespaceThatWasBeingLoadedIsKnownByItsLibrary() throws {
        try write(SIGILL, CrashRecord.loading("calc", digest: "abc"))
        let crash = try #require(CrashRecord.take(from: scratch.path("crashes")).first)
        #expect(crash.subjects == ["calc"] && crash.library == "abc" && crash.namespace == "calc")
        #expect(crash.description == "namespace calc was being loaded")
    }

    @Test func linesThatAreNoneArePassedOver() throws {
        try scratch.write("\n17\nx 4 calc.div\n17 4\n17 4 calc.div", to: "crashes")
        #expect(CrashRecord.take(from: scratch.path("crashes")).map(\.subjects) == [[], ["calc.div"]])
        #expect(CrashRecord.take(from: scratch.path("nowhere")).isEmpty)
    }

    @Test func aCrashBelongsToANamespaceWhereAllItsCommandsDo() {
        func crash(_ subjects: String...) -> CrashRecord { CrashRecord(time: 0, signal: SIGILL, subjects: subjects) }
        #expect(crash("calc.div").namespace == "calc")
        #expect(crash("calc.div", "calc.mod").namespace == "calc")
        #expect(crash("calc.div", "shop.order").namespace == nil)
        #expect(crash("calc").namespace == "calc")
        #expect(crash().namespace == nil)
        #expect(crash("calc.div").description == "calc.div was running")
        #expect(crash("calc").description == "namespace calc was being loaded")
        #expect(crash("a.one", "b.two").description == "one of a.one, b.two was running")
        #expect(crash().description == "no known command was running")
    }

    @Test func signalsHaveNames() {
        #expect(signalName(SIGSEGV) == "SIGSEGV")
        #expect(signalName(CrashRecord.exit) == "exit")
        #expect(signalName(64) == "signal 64")
    }
}

import GedisConfig
import GedisKit
import GedisNamespaces
import TestSupport
import Logging
import Testing

@testable import GedisHost

@Suite(.takesTurns, .timeLimit(.minutes(5))) struct NamespaceRegistryTests {
    let scratch: HostScratch

    init() throws {
        scratch = try HostScratch()
        try scratch.create(.server)
    }

    private func registry() throws -> NamespaceRegistry {
        NamespaceRegistry(
            of: "main", in: try scratch.workspace(), backend: nil, events: Events { _, _ in 0 },
            lives: NamespaceLives(Logger(label: "test")), quarantine: Quarantine(file: scratch.path("quarantine.json")))
    }

    @Test func sourcesComeChangeAndGo() async throws {
        let registry = try registry()
        #expect(try await registry.update().namespaces.map(\.name) == ["system"])
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        let added = try await registry.update()
        #expect(added.added == ["calc"] && added.namespaces.map(\.name) == ["system", "calc"])
        #expect(scratch.exists("instances/server/main/generated/calc.swift"))
        let same = try await registry.update()
        #expect(same.added.isEmpty && same.replaced.isEmpty && same.removed.isEmpty)
        try scratch.write(Source.other, to: "instances/server/main/calc.swift")
        let replaced = try await registry.update()
        #expect(replaced.replaced == ["calc"])
        #expect(replaced.namespaces.last?.commands.map(\.name) == ["product"])
        try await scratch.run("rm", "instances/server/main/calc.swift")
        #expect(try await registry.update().removed == ["calc"])
    }

    @Test func aMistakeLeavesWhatWasLoaded() async throws {
        let registry = try registry()
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        _ = try await registry.update()
        try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
        await #expect(throws: NamespaceError.self) { _ = try await registry.update() }
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        #expect(try await registry.update().replaced.isEmpty)
    }

    @Test func aStartServesTheLibraryThatWorkedLast() async throws {
        try scratch.workspace().files(of: "main").makeFolder()
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        _ = try await registry().update()
        try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
        await #expect(throws: NamespaceError.self) { _ = try await registry().update(.leaveOutWhatDoesNotLoad) }
        for _ in 1...2 {
            let next = try registry()
            let update = try await next.update(.serveWhatWorks)
            #expect(update.namespaces.last?.commands.map(\.name) == ["sum"])
            #expect(update.failures.map(\.namespace) == ["calc"] && update.failures[0].isServedAsBefore)
            try scratch.write(Source.other, to: "instances/server/main/calc.swift")
            #expect(try await next.update().replaced == ["calc"])
            try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
            #expect(try await next.update().failures.isEmpty)
            try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
        }
    }

    @Test func whatIsLeftOutAlreadyKeepsNoOtherFromBeingReloaded() async throws {
        let registry = try registry()
        let refusing = """
            import GedisKit
            struct Refusing {
                init() throws { throw CommandError("not today") }
                func ping() {}
            }

            """
        try scratch.write(refusing, to: "instances/server/main/refusing.swift")
        await #expect(throws: NamespaceError.self) { _ = try await registry.update() }
        let start = try await registry.update(.leaveOutWhatDoesNotLoad)
        #expect(start.failures.map(\.namespace) == ["refusing"])
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        let update = try await registry.update()
        #expect(update.added == ["calc"] && update.failures.map(\.namespace) == ["refusing"])
        try scratch.write(refusing + "// another", to: "instances/server/main/refusing.swift")
        await #expect(throws: NamespaceError.self) { _ = try await registry.update() }
    }

    @Test func aFileWithAWrongNameKeepsNoOtherFromBeingServedAgain() async throws {
        try scratch.write(Source.calc, to: "instances/server/main/calc.swift")
        try scratch.write(Source.calc, to: "instances/server/main/my-calc.swift")
        await #expect(throws: ConfigError.self) { _ = try await registry().update(.leaveOutWhatDoesNotLoad) }
        let update = try await registry().update(.serveWhatWorks)
        #expect(update.namespaces.map(\.name) == ["system", "calc"])
        #expect(update.failures.map(\.namespace) == ["my-calc.swift"])
    }

    @Test func aSourceThatNeverWorkedIsLeftOut() async throws {
        try scratch.write(Source.broken, to: "instances/server/main/calc.swift")
        let update = try await registry().update(.serveWhatWorks)
        #expect(update.namespaces.map(\.name) == ["system"])
        #expect(update.failures.map(\.isServedAsBefore) == [false])
    }
}
